// Turns a small object into an encrypted cookie value and back: nothing is kept on the server.
import { EncryptJWT, errors, jwtDecrypt } from 'jose'
import { z } from 'zod'

const ROLES = ['officer', 'merchant', 'consumer', 'regulator'] as const

export const person = z.object({
  login: z.string(),
  role: z.enum(ROLES),
  name: z.string(),
  party: z.string().optional(),
})
/** Who is logged in, as pages may know it. */
export type Person = z.infer<typeof person>

const session = z.object({
  /** Names the log-in, through all renewals of its token; a log-out puts it among the ended. */
  id: z.string().regex(/^[\w-]{16,64}$/),
  person,
  accessToken: z.string(),
  /** UTC milliseconds. */
  expiresAt: z.number(),
  refreshToken: z.string().optional(),
})
export type Session = z.infer<typeof session>

const attempt = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
})
/** A log-in that has left for the issuer and not come back yet. */
export type Attempt = z.infer<typeof attempt>

/** What may be sealed: a name that keeps kinds apart, and the shape inside. */
export type Kind<T> = { readonly name: string; readonly shape: z.ZodType<T> }
export const SESSION: Kind<Session> = { name: 'session', shape: session }
export const ATTEMPT: Kind<Attempt> = { name: 'attempt', shape: attempt }

/** Encrypts `value`; it cannot be opened after `lifeS` seconds nor as another kind. */
export function seal<T>(key: Uint8Array, kind: Kind<T>, value: T, lifeS: number): Promise<string> {
  return new EncryptJWT({ value })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setSubject(kind.name)
    .setExpirationTime(`${lifeS}s`)
    .encrypt(key)
}

/** Opens what `seal` made; undefined when it is absent, forged, expired or of another kind. */
export async function open<T>(
  key: Uint8Array,
  kind: Kind<T>,
  sealed: string | undefined,
): Promise<T | undefined> {
  if (!sealed) return undefined
  try {
    const { payload } = await jwtDecrypt(sealed, key, {
      subject: kind.name,
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return kind.shape.safeParse(payload['value']).data
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
