// The notary's own token for reading the book: OpenID client credentials, renewed before it ends.
import { FaultError } from '@ticun/http'
import { z } from 'zod'

const MS_PER_SECOND = 1000
const ANSWER_MS_MAX = 10_000
/** A token is not used in the last minute of its life. */
const RENEW_BEFORE_MS = 60_000

const discovery = z.object({ token_endpoint: z.url() })
const granted = z.object({ access_token: z.string(), expires_in: z.number() })

export type Credentials = { issuerUrl: string; clientId: string; clientSecret: string }

/** Gives a token that is good now. Throws a fault when the issuer is away or refuses. */
export type OwnToken = () => Promise<string>

/** Nothing is asked before the first token is wanted, so the issuer may start later. */
export function ownToken({ issuerUrl, clientId, clientSecret }: Credentials): OwnToken {
  let known: { token: string; renewAtMs: number } | undefined
  const basic = Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(':'))
  return async () => {
    // Tokens live in real time, whatever the house's clock says.
    if (known && known.renewAtMs > Date.now()) return known.token
    try {
      const at = `${issuerUrl.replace(/\/$/, '')}/.well-known/openid-configuration`
      const { token_endpoint: endpoint } = discovery.parse(await readJson(at))
      const answer = granted.parse(
        await readJson(endpoint, {
          method: 'POST',
          headers: { authorization: `Basic ${basic.toString('base64')}` },
          body: new URLSearchParams({ grant_type: 'client_credentials' }),
        }),
      )
      const renewAtMs = Date.now() + answer.expires_in * MS_PER_SECOND - RENEW_BEFORE_MS
      known = { token: answer.access_token, renewAtMs }
      return known.token
    } catch (cause) {
      throw new FaultError('the issuer gives the notary no token', { cause })
    }
  }
}

async function readJson(url: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS_MAX) })
  if (answer.ok) return answer.json()
  await answer.body?.cancel()
  throw new Error(`${url} answered ${answer.status}`)
}
