// The clock's own token: OpenID client credentials, asked for again shortly before it ends.
import { FaultError } from '@ticun/http'
import * as oidc from 'openid-client'

const MS_PER_SECOND = 1000
const ANSWER_S_MAX = 10
/** A token is not used in the last minute of its life. */
const RENEW_BEFORE_MS = 60_000

type Credentials = { issuerUrl: string; clientId: string; clientSecret: string }

/** Gives a token that is good now. Throws a fault when the issuer is away or refuses. */
export type OwnToken = () => Promise<string>

/** Nothing is asked before the first token is wanted, so the issuer may start later. */
export function ownToken(credentials: Credentials): OwnToken {
  let found: Promise<oidc.Configuration> | undefined
  let known: { token: string; renewAt: number } | undefined
  return async () => {
    // Tokens live in real time, whatever the house's clock says.
    if (known && known.renewAt > Date.now()) return known.token
    try {
      found ??= discover(credentials)
      const answer = await oidc.clientCredentialsGrant(await found)
      const lifeMs = (answer.expiresIn() ?? 0) * MS_PER_SECOND
      known = { token: answer.access_token, renewAt: Date.now() + lifeMs - RENEW_BEFORE_MS }
      return known.token
    } catch (cause) {
      found = undefined
      throw new FaultError('the issuer gives the clock no token', { cause })
    }
  }
}

function discover(credentials: Credentials): Promise<oidc.Configuration> {
  const { issuerUrl, clientId, clientSecret } = credentials
  const address = new URL(issuerUrl)
  // Plain HTTP is for the local house only; a real issuer has an https address.
  const isLocal = address.protocol === 'http:' && ['127.0.0.1', '[::1]'].includes(address.hostname)
  return oidc.discovery(address, clientId, clientSecret, oidc.ClientSecretBasic(clientSecret), {
    timeout: ANSWER_S_MAX,
    execute: isLocal ? [oidc.allowInsecureRequests] : [],
  })
}
