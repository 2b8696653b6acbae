// A stretch of an account's lines, where it began and where it ended: in memory and as bytes.
import type { EntryLine } from '@ticun/proof'
import type { Spill } from './spill.ts'

/** Where an account stands: signed fen, and lines so far. */
export type Place = { readonly balance: bigint; readonly sequence: bigint }

export type Stretch = {
  /** What the account had before the stretch's first line, as that line claims. */
  readonly before: Place
  /** The entry of its first line. */
  readonly begins: bigint
  /** What the account had after its last line, and the entry of that line. */
  readonly after: Place & { readonly entry: bigint }
}

export type Stretches = {
  begin: (slot: number, before: Place, first: { entry: bigint; isDebit: boolean }) => void
  /** Whether a line follows from where the stretch stands. */
  isNext: (slot: number, line: EntryLine) => boolean
  advance: (slot: number, line: EntryLine, entry: bigint) => void
  isDebit: (slot: number) => boolean
  at: (slot: number) => Stretch
}

const NUMBERS = 6
const NUMBERS_BYTES = NUMBERS * 8
const HEAD_BYTES = 2 + NUMBERS_BYTES

/** Stretches in slots 0 to `count`. One block of numbers, so that nothing is left to collect. */
export function createStretches(count: number): Stretches {
  const numbers = new BigInt64Array(NUMBERS * count)
  const debits = new Uint8Array(count)
  const number = (slot: number, i: number) => numbers[NUMBERS * slot + i] ?? 0n
  return {
    begin: (slot, before, { entry, isDebit }) => {
      numbers[NUMBERS * slot] = before.balance
      numbers[NUMBERS * slot + 1] = before.sequence
      numbers[NUMBERS * slot + 2] = entry
      debits[slot] = isDebit ? 1 : 0
    },
    isNext: (slot, { amount, balance, sequence }) =>
      number(slot, 3) + amount === balance && number(slot, 4) + 1n === sequence,
    advance: (slot, { balance, sequence }, entry) => {
      numbers[NUMBERS * slot + 3] = balance
      numbers[NUMBERS * slot + 4] = sequence
      numbers[NUMBERS * slot + 5] = entry
    },
    isDebit: (slot) => debits[slot] === 1,
    at: (slot) => stretchOf((i) => number(slot, i)),
  }
}

function stretchOf(number: (i: number) => bigint): Stretch {
  const before = { balance: number(0), sequence: number(1) }
  const after = { balance: number(3), sequence: number(4), entry: number(5) }
  return { before, begins: number(2), after }
}

/** Puts a stretch of an account at the end of a bucket. */
export function packStretch(spill: Spill, bucket: number, account: string, one: Stretch): void {
  const length = Buffer.byteLength(account)
  const { bytes, at } = spill.room(bucket, HEAD_BYTES + length)
  const { before, begins, after } = one
  bytes.writeUInt16LE(length, at)
  const numbers = [before.balance, before.sequence, begins]
  numbers.push(after.balance, after.sequence, after.entry)
  for (const [i, number] of numbers.entries()) bytes.writeBigInt64LE(number, at + 2 + 8 * i)
  bytes.write(account, at + HEAD_BYTES)
}

/** The stretches of a bucket, in the order in which they were put there. */
export function* readStretches(
  spill: Spill,
  bucket: number,
): Generator<{ account: string; stretch: Stretch }> {
  for (const part of spill.parts(bucket)) {
    let at = 0
    while (at < part.length) {
      const start = at
      const length = part.readUInt16LE(start)
      at += HEAD_BYTES + length
      const account = part.toString('utf8', start + HEAD_BYTES, at)
      yield { account, stretch: stretchOf((i) => part.readBigInt64LE(start + 2 + 8 * i)) }
    }
  }
}
