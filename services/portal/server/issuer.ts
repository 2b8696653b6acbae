// The portal as a client of the issuer: starts a log-in, redeems its code, renews its token.
import * as oidc from 'openid-client'
import type { PortalConfig } from '../config.ts'
import { person } from './seal.ts'
import type { Attempt, Session } from './seal.ts'

const MS_PER_SECOND = 1000
const ANSWER_S_MAX = 10
// A renewed token is asked for this long before the old one ends.
const RENEW_BEFORE_MS = 60_000

export type Issuer = {
  /** Where to send the browser, and what to remember until it returns. */
  start: (returnTo: string, prompt: string | undefined) => Promise<{ to: URL; attempt: Attempt }>
  /** Redeems the code of a callback; throws when the answer does not belong to the attempt. */
  finish: (callback: URL, attempt: Attempt) => Promise<Session>
  /** The same session, a renewed one, or undefined when the issuer no longer knows it. */
  renew: (session: Session, now: number) => Promise<Session | undefined>
  /** Takes the session's way to new tokens away; throws when the issuer does not answer. */
  revoke: (session: Session) => Promise<void>
  /** Where the browser ends the issuer's own session. */
  end: () => Promise<URL>
}

/** Makes the client. Discovery waits until it is needed, so the portal starts without an issuer. */
export function makeIssuer(config: PortalConfig): Issuer {
  let found: Promise<oidc.Configuration> | undefined
  function configuration(): Promise<oidc.Configuration> {
    found ??= discover(config).catch((error: unknown) => {
      found = undefined
      throw error
    })
    return found
  }

  return {
    async start(returnTo, prompt) {
      const verifier = oidc.randomPKCECodeVerifier()
      const attempt = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier, returnTo }
      const to = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: `${config.portalUrl}/auth/callback`,
        scope: 'openid profile',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: attempt.state,
        nonce: attempt.nonce,
        ...(prompt === undefined ? {} : { prompt }),
      })
      return { to, attempt }
    },
    async finish(callback, attempt) {
      const answer = await oidc.authorizationCodeGrant(await configuration(), callback, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      })
      const claims = answer.claims()
      const who = person.parse({ ...claims, login: claims?.sub })
      return toSession({ id: oidc.randomNonce(), person: who }, answer)
    },
    async renew(session, now) {
      if (session.expiresAt - now > RENEW_BEFORE_MS) return session
      if (session.refreshToken === undefined) return session.expiresAt > now ? session : undefined
      try {
        const answer = await oidc.refreshTokenGrant(await configuration(), session.refreshToken)
        return toSession(session, answer)
      } catch (error) {
        if (session.expiresAt > now) return session
        if (error instanceof oidc.ResponseBodyError) return undefined
        throw error
      }
    },
    async revoke({ refreshToken }) {
      if (refreshToken === undefined) return
      await oidc.tokenRevocation(await configuration(), refreshToken, {
        token_type_hint: 'refresh_token',
      })
    },
    async end() {
      return oidc.buildEndSessionUrl(await configuration(), {
        client_id: config.clientId,
        post_logout_redirect_uri: `${config.portalUrl}/`,
      })
    },
  }
}

function discover(config: PortalConfig): Promise<oidc.Configuration> {
  const address = new URL(config.issuerUrl)
  // Plain HTTP is for the local house only; a real issuer has an https address.
  const local = address.protocol === 'http:' && ['127.0.0.1', '[::1]'].includes(address.hostname)
  return oidc.discovery(
    address,
    config.clientId,
    config.clientSecret,
    oidc.ClientSecretBasic(config.clientSecret),
    { timeout: ANSWER_S_MAX, execute: local ? [oidc.allowInsecureRequests] : [] },
  )
}

function toSession(
  earlier: Pick<Session, 'id' | 'person' | 'refreshToken'>,
  answer: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
): Session {
  const refreshToken = answer.refresh_token ?? earlier.refreshToken
  return {
    id: earlier.id,
    person: earlier.person,
    accessToken: answer.access_token,
    expiresAt: Date.now() + (answer.expiresIn() ?? 0) * MS_PER_SECOND,
    ...(refreshToken === undefined ? {} : { refreshToken }),
  }
}
