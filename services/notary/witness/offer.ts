// Offers a book's newest checkpoint to one witness, from where that witness stands.
import { transact, type Database } from '@ticun/db'
import { consistencyNodes, consistencyProof } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { raise, type Told } from '../alert/raise.ts'
import { latestCheckpoint, type SignedCheckpoint } from '../checkpoint/latest.ts'
import { addSignatures } from '../checkpoint/signatures.ts'
import { readNodes } from '../checkpoint/tree.ts'
import type { NotaryTables } from '../tables.ts'
import { cosignedSize } from './cosigned.ts'
import { submit, type WitnessAnswer } from './submit.ts'
import type { Witness } from './witnesses.ts'

type Db = Database<NotaryTables>

/** One answer says where the witness stands, the next one cosigns. */
const TRIES_MAX = 2

export type Offered = 'nothing new' | 'cosigned' | 'refused' | 'unknown log'

/**
 * Offers the newest checkpoint unless the witness cosigned it already. A witness that saw another
 * history, or a longer one, raises an alert. Rejects when the witness or the database is away.
 */
export async function offer(
  db: Db,
  witness: Witness,
  bookId: string,
  told: Told,
): Promise<Offered> {
  const stored = await cosignedSize(db, witness, bookId)
  let oldSize = stored
  for (let attempt = 1; ; attempt += 1) {
    const last = await latestCheckpoint(db, bookId)
    if (!last || stored === last.size) return 'nothing new'
    const answer = await ask(db, witness, bookId, oldSize, last)
    if ('cosignatures' in answer) {
      const place = { bookId, size: last.size, isWitness: true, at: told.now() }
      await addSignatures(db, place, answer.cosignatures)
      return 'cosigned'
    }
    if ('isUnknown' in answer) return 'unknown log'
    const stands = 'lastSize' in answer ? answer.lastSize : undefined
    if (stands === undefined || stands === oldSize || attempt === TRIES_MAX) {
      await tellRefusal(db, witness, bookId, last, answer, told)
      return 'refused'
    }
    oldSize = stands
  }
}

async function ask(
  db: Db,
  witness: Witness,
  bookId: string,
  oldSize: number,
  { size, note }: SignedCheckpoint,
): Promise<WitnessAnswer> {
  // A log that is shorter than what the witness saw has nothing to prove.
  if (oldSize > size) return { lastSize: oldSize }
  const nodes = oldSize === 0 ? [] : consistencyNodes(oldSize, size)
  const read = await readNodes(db, bookId, nodes, size)
  const proof = oldSize === 0 ? [] : consistencyProof(read, oldSize, size, nodeSha256)
  return submit(witness, { oldSize, proof, checkpoint: note })
}

async function tellRefusal(
  db: Db,
  { key }: Witness,
  bookId: string,
  last: SignedCheckpoint,
  answer: Exclude<WitnessAnswer, { cosignatures: unknown } | { isUnknown: true }>,
  told: Told,
): Promise<void> {
  const why =
    'refused' in answer
      ? answer.refused
      : `it has cosigned another log, and stands at size ${answer.lastSize}`
  const isContradiction = 'refused' in answer ? answer.isContradiction : true
  told.log.warn({ witness: key.name, size: last.size, why }, 'a witness does not cosign')
  if (!isContradiction) return
  const detail = `${key.name} does not cosign the checkpoint of size ${last.size}: ${why}`
  const problem = { code: 'WITNESS_DISAGREES' as const, subject: key.name, detail }
  const ids = { sequence: BigInt(last.size), causationId: bookId, correlationId: bookId }
  await transact(db, (trx) => raise(trx, bookId, [{ ...problem, ...ids }], told))
}
