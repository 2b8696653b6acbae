// The door of the bank sandbox: start a bank inside a test, or ask where its process begins.
export { startBank, type BankOptions, type RunningBank } from './server.ts'
