// The door of the issuer: a programmatic log-in, the demo ids and the demo people.
export { CLI_CLIENT_ID, LogInError, logIn } from './login.ts'
export type { LogIn, LoggedIn } from './login.ts'
export {
  API_AUDIENCE,
  DEMO_BOOK_ID,
  DEMO_MERCHANT_ID,
  DEMO_PASSWORD,
  POOL_MERCHANT_ID,
  RIVAL_MERCHANT_ID,
} from './demo-ids.ts'
export { findPerson, memberLogin, memberParty } from './people.ts'
export type { Person, Role } from './people.ts'
export { startIssuer } from './server.ts'
export type { RunningIssuer } from './server.ts'
