// What the closing figures of a demo must obey, whatever was played.

/** The figures of a run, read from its last line; amounts in fen. */
export type DemoFigures = ReturnType<typeof figuresOf>

type Law = { name: string; holds: (figures: DemoFigures) => boolean }
type Told = Record<string, unknown>

/** Laws of a run over `rows` data rows; undefined where the log's length is not known. */
export function demoLaws(rows: number | undefined): Law[] {
  return [
    { name: 'the reconciliation difference is 0', holds: (it) => it.difference === 0n },
    {
      name: 'deposited = held + payable + paid out + refunded',
      holds: (it) => it.deposited === it.held + it.payable + it.paidOut + it.refunded,
    },
    {
      name: 'released = payable + paid out',
      holds: (it) => it.released === it.payable + it.paidOut,
    },
    {
      name: 'the bank holds what members and merchants are owed',
      holds: (it) => it.bankBalance === it.held + it.payable,
    },
    { name: 'the chain of entries verifies', holds: (it) => it.chainVerified },
    { name: 'the checkpoint verifies', holds: (it) => it.checkpointVerified },
    {
      name: rows === undefined ? 'rows were read' : `${rows} rows were read`,
      holds: (it) => (rows === undefined ? it.rowsRead > 0 : it.rowsRead === rows),
    },
    {
      name: 'sessions were recorded and money was released',
      holds: (it) => it.sessionsRecorded > 0 && it.released > 0n,
    },
    {
      name: 'entries were posted and facts went through the transport',
      holds: (it) => it.entries > 0 && it.facts > 0,
    },
  ]
}

/** The figures in the last line of a program's stdout, or what is wrong with that line. */
export function readFigures(stdout: string): { figures: DemoFigures } | { wrong: string } {
  const line = stdout.trimEnd().split('\n').at(-1) ?? ''
  try {
    const told: unknown = JSON.parse(line)
    if (typeof told !== 'object' || told === null) throw new Error('not an object')
    return { figures: figuresOf({ ...told }) }
  } catch (error) {
    return { wrong: `${error instanceof Error ? error.message : String(error)} in: ${line}` }
  }
}

/** Throws for a figure that is missing or malformed. */
function figuresOf(told: Told) {
  for (const key of ['refused', 'chainHead', 'transport']) {
    if (!(key in told)) throw new Error(`${key} is missing`)
  }
  return {
    rowsRead: count(told, 'rowsRead'),
    sessionsRecorded: count(told, 'sessionsRecorded'),
    deposited: fen(told, 'depositedFen'),
    held: fen(told, 'heldFen'),
    released: fen(told, 'releasedFen'),
    payable: fen(told, 'payableFen'),
    paidOut: fen(told, 'paidOutFen'),
    refunded: fen(told, 'refundedFen'),
    bankBalance: fen(told, 'bankBalanceFen'),
    difference: fen(told, 'differenceFen'),
    entries: count(told, 'entries'),
    chainVerified: told['chainVerified'] === true,
    checkpointVerified: told['checkpointVerified'] === true,
    facts: count(told, 'facts'),
    seconds: count(told, 'seconds'),
  }
}

function fen(told: Told, key: string): bigint {
  const value = told[key]
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value)
  throw new Error(`${key} is not whole fen as text`)
}

function count(told: Told, key: string): number {
  const value = told[key]
  if (typeof value === 'number') return value
  throw new Error(`${key} is not a number`)
}
