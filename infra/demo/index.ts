// The door of the demo: its people's client, its stage, and the player of a planned year.
export { bankDoor, type BankDoor } from './bank.ts'
export { CallError, makeClient, type Client } from './client.ts'
export { awaitNote, close, type Closing } from './closing.ts'
export { checkLaws, type Figures } from './figures.ts'
export type { House } from './house-file.ts'
export { naming } from './ids.ts'
export { openStage } from './opening.ts'
export { readAll } from './pages.ts'
export { until } from './patience.ts'
export { PRODUCTS } from './plan.ts'
export { play } from './player.ts'
export {
  BOOK,
  DESK,
  evidenceOf,
  MERCHANT,
  OFFICER,
  SECOND_OFFICER,
  THIRD_OFFICER,
  type Stage,
} from './stage.ts'
export { importFile } from './statements.ts'
export { readStory, type Story } from './story.ts'
export { makeTokens } from './tokens.ts'
export { doubtCheckpoint, entryOf, rehash } from './verify.ts'
