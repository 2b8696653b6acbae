// Certifies what an account holds, by the notary's own copy and under its published checkpoint.
import { sql } from 'kysely'
import type { Transaction } from '@ticun/db'
import { fromUtf8, signCertificate, type Certificate, type CertificateFile } from '@ticun/proof'
import { renameId, refuse, type Refusal } from '@ticun/protocol'
import { findBook } from '../book/book.ts'
import { publishedCheckpoint } from '../checkpoint/latest.ts'
import { proofOf } from '../checkpoint/prove.ts'
import { originOf, type Office } from '../key/office.ts'
import type { NotaryTables } from '../tables.ts'

export type Wish = { account: string; bookId?: string | undefined }

export type Issuing = {
  office: Office
  witnessesMin: number
  /** The certificate is named after its command. */
  commandId: string
  issuedBy: string
  now: string
}

/**
 * Issues a certificate and keeps it. It says what the account held after the last entry that
 * touched it under the newest published checkpoint. Refused: unknown_book, unknown_account.
 */
export async function issue(
  trx: Transaction<NotaryTables>,
  { account, bookId }: Wish,
  { office, witnessesMin, commandId, issuedBy, now }: Issuing,
): Promise<Certificate | Refusal> {
  const book = await findBook(trx, bookId)
  if (!book) return refuse('unknown_book', bookId)
  const last = await publishedCheckpoint(trx, book.bookId, { witnessesMin, now })
  const line = last && (await lastLine(trx, book.bookId, account, last.size))
  if (!last || !line) return refuse('unknown_account', account)
  const first = await findBook(trx)
  const origin = originOf(office, book.bookId, first?.bookId ?? book.bookId)
  const certificate = {
    origin,
    code: renameId(commandId, 'crt'),
    bookId: book.bookId,
    account,
    balanceFen: line.balance,
    sequence: line.entry_sequence,
    through: BigInt(last.size),
    issuedAt: now,
  }
  const file: CertificateFile = {
    note: await signCertificate(certificate, office.signersOf(origin, now)),
    entry: fromUtf8(line.bytes),
    proof: await proofOf(trx, book.bookId, Number(line.entry_sequence - 1n), last),
  }
  const row = { code: certificate.code, book_id: book.bookId, account, file: JSON.stringify(file) }
  await trx
    .insertInto('certificate')
    .values({ ...row, issued_by: issuedBy, issued_at: now })
    .execute()
  return certificate
}

type Line = { balance: bigint; entry_sequence: bigint; bytes: Buffer }

/** The account's last line among the first `size` entries; account sequences follow the book's. */
async function lastLine(
  trx: Transaction<NotaryTables>,
  bookId: string,
  account: string,
  size: number,
): Promise<Line | undefined> {
  const found = await sql<Line>`
    SELECT l.balance, l.entry_sequence, e.bytes FROM replayed_line l
    JOIN replayed_entry e ON e.book_id = l.book_id AND e.sequence = l.entry_sequence
    WHERE l.book_id = ${bookId} AND l.account = ${account}
      AND l.entry_sequence <= ${String(size)}::bigint
    ORDER BY l.sequence DESC LIMIT 1`.execute(trx)
  return found.rows[0]
}
