// The door of dead-facts: officers work off what a service could not handle.
export { serveDeadFacts } from './routes.ts'
