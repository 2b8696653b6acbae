// Says in plain lines what was checked and what came of it.
import { base64, type Checkpoint, type Cosignature } from '@ticun/proof'
import { naturalBalance } from '@ticun/rules'
import type { Flaw } from './flaw.ts'
import type { LogOptions, LogVerdict } from './verify-log.ts'
import type { CertificateCheck } from './verify-certificate.ts'
import type { ProofVerdict } from './verify-proof.ts'

const count = (number: number): string => number.toLocaleString('en-US')

/** What was found of a log, for people. */
export function tellLog(verdict: LogVerdict, { olders = [] }: LogOptions): string {
  const { header, checkpoint, entries, seconds, chainHead, flaw } = verdict
  const told = [`log     ${header.origin}`, `book    ${header.bookId}`]
  if (checkpoint) {
    told.push(...tellCheckpoint(checkpoint, verdict.cosignatures))
    const speed = seconds > 0 ? `, ${count(Math.round(entries / seconds))} entries/s` : ''
    told.push(`checked ${count(entries)} entries in ${seconds.toFixed(2)} s${speed}`)
  }
  if (flaw) return [...told, ...tellFlaw(flaw)].join('\n')
  const checks = [
    'every line is the canonical encoding of its entry',
    'sequences run from 1 without a gap and book times never run back',
    'the lines of every entry sum to 0, and every running balance follows from them',
    'no account fell below 0 on its own side',
    'every cause has one entry',
    'the root of all leaves is the one that the checkpoint signs',
    ...olders.map(({ path, size }) => `it continues ${path} (${count(size)} entries)`),
  ]
  return [...told, `chain   ${chainHead}`, ...checks.map((one) => `  ✓ ${one}`), 'HOLDS'].join('\n')
}

/** What was found of a proof, for people. */
export function tellProof({ entry, checkpoint, cosignatures, flaw }: ProofVerdict): string {
  const told = [`entry   ${entry.sequence} ${entry.kind} (${entry.entryId}) of ${entry.bookId}`]
  told.push(`        occurred ${entry.occurredAt}, recorded ${entry.recordedAt}`)
  for (const { account, amount, balance } of entry.lines) {
    const side = amount > 0n ? 'debit ' : 'credit'
    const moved = amount > 0n ? amount : -amount
    told.push(`        ${side} ${moved} fen ${account}, balance ${natural(account, balance)} fen`)
  }
  if (checkpoint) told.push(...tellCheckpoint(checkpoint, cosignatures))
  if (flaw) return [...told, ...tellFlaw(flaw)].join('\n')
  return [...told, '  ✓ the entry is in the tree that the checkpoint signs', 'HOLDS'].join('\n')
}

/** What was found of a certificate, for people. */
export function tellCertificate({ certificate, flaw }: CertificateCheck): string {
  if (!certificate) return tellFlaw(flaw ?? { what: 'it cannot be told' }).join('\n')
  const { code, bookId, account, balanceFen, sequence, through, issuedAt } = certificate
  return [
    `certificate ${code} of ${certificate.origin}, issued ${issuedAt}`,
    `account ${account} of ${bookId}`,
    `balance ${natural(account, balanceFen)} fen, by entry ${sequence} of the first ${through}`,
    '  ✓ its words are signed by the notary',
    '  ✓ the entry is in the tree that the checkpoint signs, and gives this balance',
    `  · that no later one of the first ${through} touches the account is the notary's word alone`,
    'HOLDS',
  ].join('\n')
}

function natural(account: string, balance: bigint): bigint {
  try {
    return naturalBalance(account, balance)
  } catch {
    return balance
  }
}

function tellCheckpoint({ origin, size, root }: Checkpoint, by: readonly Cosignature[]): string[] {
  const witnesses = by.map(({ name, time }) => {
    const who = name === origin ? 'newest for the log itself' : `witness ${name}`
    return `${who}, ${new Date(time * 1000).toISOString()}`
  })
  return [`signed  ${origin}: ${count(size)} entries, root ${base64(root)}`, ...witnesses]
}

/** Where it fails, what was expected there and what was found. */
export function tellFlaw({ sequence, what, expected, found }: Flaw): string[] {
  const place = sequence === undefined ? '' : `first bad leaf: entry ${sequence}: `
  const told = [`  ✗ ${place}${what}`]
  if (expected !== undefined) told.push(`    expected ${expected}`)
  if (found !== undefined) told.push(`    found    ${found}`)
  return [...told, 'DOES NOT HOLD']
}
