// Knows how the house says what it is doing: one plain line at a time.
export type Log = (line: string) => void
