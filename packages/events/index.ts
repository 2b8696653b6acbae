// The door of events: facts leave once, arrive once.
export { brokerOf } from './broker-login.ts'
export type { BrokerLogin, BrokerVariables } from './broker-login.ts'
export { createTransport } from './create-transport.ts'
export type { TransportConfig } from './create-transport.ts'
export {
  countDead,
  endDead,
  findDead,
  listDead,
  noteTry,
  proposeEnding,
  replayDead,
} from './dead.ts'
export type { DeadFact } from './dead.ts'
export { FactNotYet, FactRejected, isFault } from './fault.ts'
export { keepTrying } from './keep-trying.ts'
export type { Log } from './log.ts'
export { appendFacts, eventsMigrations } from './outbox.ts'
export type { Outgoing } from './outbox.ts'
export { createPulse } from './pulse.ts'
export { watchStreams } from './standing.ts'
export type { Standing } from './standing.ts'
export type { EventsTables } from './tables.ts'
export type {
  Handler,
  Listener,
  ListenTarget,
  Relay,
  RelaySource,
  RelayStatus,
  TopicStatus,
  Transport,
} from './transport.ts'
