// The four calls of a log that this room makes; a pino logger satisfies them.
type Line = (details: object, message: string) => void

export type Log = { debug: Line; info: Line; warn: Line; error: Line }
