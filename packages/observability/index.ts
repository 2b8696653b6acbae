// The door of observability: what the house says about itself.
export { createLog, LOG_LEVELS } from './log.ts'
export type { Log, LogLevel, LogOptions } from './log.ts'
export { createMetrics, DURATION_BUCKETS_MS } from './metrics.ts'
export type { CounterName, MeasureName, Metrics } from './metrics.ts'
export { CORRELATION_HEADER, correlationIdFrom, follow } from './trace.ts'
