// Seals what the bank says of people: names, account numbers and words lie encrypted in the tables.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'

const PREFIX = 's1.'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

type Keys = { body: Buffer; nonce: Buffer }

/** One key for each process, as its clock: set once at its start. */
let keys: Keys | undefined

/** Takes the key (random text, UTF-8) that this process seals and opens with. */
export function takeSealKey(secret: string): void {
  keys = { body: derived(secret, 'body'), nonce: derived(secret, 'nonce') }
}

/**
 * The sealed form. Equal texts have equal forms, so that a table can be asked for an account
 * without opening its rows; who has the rows and not the key learns which are equal, and no more.
 */
export function seal(text: string): string {
  const { body, nonce } = known()
  const iv = createHmac('sha256', nonce).update(text).digest().subarray(0, NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', body, iv)
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), bytes]).toString('base64url')
}

/** The text of a sealed form. What was kept before texts were sealed is its own. */
export function unseal(sealed: string): string {
  if (!sealed.startsWith(PREFIX)) return sealed
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', known().body, bytes.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}

function known(): Keys {
  if (keys === undefined) throw new Error('no key was taken: takeSealKey comes first')
  return keys
}

function derived(secret: string, what: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `ticun settlement ${what}`, KEY_BYTES))
}
