// Who calls: bearer tokens of one issuer, checked against its published keys.
import { hash } from 'node:crypto'
import type { Log } from '@ticun/observability'
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { FaultError } from './problems.ts'

/** Asymmetric only: with `none` or a shared secret anybody could make tokens. */
const ALGORITHMS = ['ES256', 'RS256', 'EdDSA']
const CLOCK_TOLERANCE_S = 5
const TOKENS_MAX = 10_000
const TOKEN_LENGTH_MAX = 8_192
const ISSUER_TIMEOUT_MS = 3_000
/** The keys are not asked for more often, however many unknown tokens arrive. */
const KEYS_COOLDOWN_MS = 2_000

export type AuthOptions = {
  /** Exactly what tokens carry as `iss`. */
  issuerUrl: string
  audience: string
  /** Where the keys are, when the issuer's public address is not reachable from here. */
  jwksUrl?: string
}

const party = (prefix: string) => z.string().startsWith(prefix).max(64)

const who = { sub: z.string().min(1).max(64), name: z.string().max(80).optional() }

/** `system` is missing on purpose: no token speaks for the house itself. */
const claims = z.discriminatedUnion('role', [
  z.object({ ...who, role: z.literal('officer'), party: z.string().max(64).optional() }),
  z.object({ ...who, role: z.literal('regulator'), party: z.string().max(64).optional() }),
  z.object({ ...who, role: z.literal('clock') }),
  z.object({ ...who, role: z.literal('auditor') }),
  z.object({ ...who, role: z.literal('merchant'), party: party('mer_') }),
  z.object({ ...who, role: z.literal('consumer'), party: party('con_') }),
])

export type CallerRole = z.infer<typeof claims>['role']

export type Caller = {
  role: CallerRole
  /** The token's subject. */
  id: string
  /** `mer_…` of a merchant, `con_…` of a consumer. */
  party?: string
  name?: string
}

/** The caller of a token; undefined when the token is not valid. Throws a fault without issuer. */
export type Verify = (token: string) => Promise<Caller | undefined>

type Known = { caller: Caller; expiresMs: number }

/** Makes a verifier. Nothing is fetched before the first token, so the issuer may start later. */
export function createVerifier(options: AuthOptions, log: Log): Verify {
  const keys = lazyKeys(options)
  const known = new Map<string, Known>()
  return async (token) => {
    if (token.length > TOKEN_LENGTH_MAX) return undefined
    const digest = hash('sha256', token, 'base64')
    const earlier = known.get(digest)
    if (earlier && earlier.expiresMs > Date.now()) return earlier.caller
    if (earlier) known.delete(digest)
    const fresh = await check(token, keys, options, log)
    if (!fresh) return undefined
    // A Map keeps insertion order: the first key is the oldest.
    if (known.size >= TOKENS_MAX) known.delete(known.keys().next().value ?? '')
    known.set(digest, fresh)
    return fresh.caller
  }
}

async function check(
  token: string,
  keys: JWTVerifyGetKey,
  options: AuthOptions,
  log: Log,
): Promise<Known | undefined> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: options.issuerUrl,
      audience: options.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp', 'sub'],
    })
    const read = claims.safeParse(payload)
    if (!read.success || payload.exp === undefined) return undefined
    const { role, sub, name } = read.data
    const party = 'party' in read.data ? read.data.party : undefined
    const caller = {
      role,
      id: sub,
      ...(party === undefined ? {} : { party }),
      ...(name === undefined ? {} : { name }),
    }
    return { caller, expiresMs: payload.exp * 1_000 }
  } catch (error) {
    if (error instanceof FaultError) throw error
    if (isIssuerAway(error)) throw new FaultError('the issuer’s keys are away', { cause: error })
    log.debug({ err: error }, 'a token was refused')
    return undefined
  }
}

/**
 * Timeouts, refused connections and answers other than 200; every other JOSE error is the token's.
 */
function isIssuerAway(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true
  if (error instanceof errors.JOSEError) return error.code === 'ERR_JOSE_GENERIC'
  return error instanceof Error
}

/** The issuer's key set, found when first needed and looked for again after a failure. */
function lazyKeys(options: AuthOptions): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | undefined
  return async (header, token) => {
    found ??= findKeys(options)
    try {
      return await (
        await found
      )(header, token)
    } catch (error) {
      if (error instanceof FaultError) found = undefined
      throw error
    }
  }
}

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() })

async function findKeys(options: AuthOptions): Promise<JWTVerifyGetKey> {
  const url = options.jwksUrl ?? (await discover(options.issuerUrl))
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: ISSUER_TIMEOUT_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
  })
}

async function discover(issuerUrl: string): Promise<string> {
  const at = `${issuerUrl.replace(/\/$/, '')}/.well-known/openid-configuration`
  try {
    const answer = await fetch(at, { signal: AbortSignal.timeout(ISSUER_TIMEOUT_MS) })
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    const found = discovery.parse(await answer.json())
    if (found.issuer !== issuerUrl) throw new Error(`it calls itself ${found.issuer}`)
    return found.jwks_uri
  } catch (error) {
    throw new FaultError(`the issuer at ${issuerUrl} cannot be discovered`, { cause: error })
  }
}
