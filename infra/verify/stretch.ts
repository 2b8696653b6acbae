// A stretch of an account's lines as bytes: where it began and where it ended.
import type { Spill } from './spill.ts'

export type Stretch = {
  /** What the account had before the stretch's first line, as that line claims; signed fen. */
  readonly before: { readonly balance: bigint; readonly sequence: bigint }
  /** The entry of its first line. */
  readonly begins: bigint
  /** What the account had after its last line, and the entry of that line. */
  readonly after: { balance: bigint; sequence: bigint; entry: bigint }
}

const NUMBERS_BYTES = 48
const HEAD_BYTES = 2 + NUMBERS_BYTES

/** Puts a stretch of an account at the end of a bucket. */
export function packStretch(spill: Spill, bucket: number, account: string, one: Stretch): void {
  const length = Buffer.byteLength(account)
  const { bytes, at } = spill.room(bucket, HEAD_BYTES + length)
  bytes.writeUInt16LE(length, at)
  const { before, begins, after } = one
  const numbers = [before.balance, before.sequence, begins]
  numbers.push(after.balance, after.sequence, after.entry)
  // Before the first line of a wrong log a value may lie just beyond 64 bits.
  for (const [i, number] of numbers.entries()) {
    bytes.writeBigInt64LE(BigInt.asIntN(64, number), at + 2 + 8 * i)
  }
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
      const number = (i: number) => part.readBigInt64LE(start + 2 + 8 * i)
      const before = { balance: number(0), sequence: number(1) }
      const after = { balance: number(3), sequence: number(4), entry: number(5) }
      at += HEAD_BYTES + length
      const account = part.toString('utf8', start + HEAD_BYTES, at)
      yield { account, stretch: { before, begins: number(2), after } }
    }
  }
}
