// The door of verify: check a book entry by entry, and verify an exported log.
export { createBookCheck, type BookCheck } from './book-check.ts'
export { UnreadableError, type Flaw } from './flaw.ts'
export { openInput } from './input-file.ts'
export { readTrust, type Trust } from './key.ts'
export { LOG_FORMAT } from './log-file.ts'
export { showProgress, type Progress } from './progress.ts'
export { verifyLog, type LogOptions, type LogVerdict } from './verify-log.ts'
