// What a bad request is made of, and what it meets.
import type { Ask } from './ask.ts'

export const JSON_BYTES_MAX = 1024 * 1024
export const FILE_BYTES_MAX = 32 * 1024 * 1024

/** What is asked, the status, the problem's code, and the pointers into a body or query. */
export type Row = [what: string, ask: () => Ask, status: number, code: string, pointers?: string[]]

/** What the requests speak about; filled in when the gym is open. */
export const scene = {
  issuerUrl: '',
  contractId: '',
  productId: '',
  /** A session of member 101 that waits for her. */
  sessionId: '',
  /** An officer's token of another issuer. */
  otherIssuers: '',
}

/** An id that nobody has. */
export const nobody = (prefix: string) => `${prefix}_${'0'.repeat(26)}`
export const get = (path: string, as?: string): Ask => ({
  path,
  ...(as === undefined ? {} : { as }),
})
export const post = (path: string, as: string, json: object = {}): Ask => ({ path, as, json })
/** A body of these bytes, said to be JSON. */
export const json = (bytes: string | Uint8Array<ArrayBuffer>) => ({
  type: 'application/json',
  bytes,
})
export const notUtf8 = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])
