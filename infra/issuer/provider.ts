// The OpenID Connect provider's settings: first-party clients, one API, demo people.
import { Provider, interactionPolicy } from 'oidc-provider'
import type { Account, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { API_AUDIENCE } from './demo-ids.ts'
import type { IssuerKeys } from './keys.ts'
import { CLI_CLIENT_ID, CLI_REDIRECT_URI } from './login.ts'
import { memoryAdapter } from './memory.ts'
import { errorPage, logoutPage, loggedOutPage } from './pages.ts'
import { findPerson } from './people.ts'

export const PORTAL_CLIENT_ID = 'ticun-portal'
/** The process that asks for what is due; it is nobody's log-in. */
export const CLOCK_CLIENT_ID = 'clock'
/** The notary as it reads the book to audit it; it may read entries and nothing else. */
export const AUDITOR_CLIENT_ID = 'auditor'

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S
// After a log-out a token that somebody has copied ends by itself within this time.
const PORTAL_TOKEN_S = 5 * MINUTE_S
// Scripts have no renewal, so theirs is as long as their work.
const SCRIPT_TOKEN_S = HOUR_S
const REFRESH_TOKEN_S = 12 * HOUR_S
const SESSION_S = 12 * HOUR_S

export type ProviderSettings = {
  readonly issuerUrl: string
  readonly portalUrl: string
  readonly clientSecret: string
  readonly clockSecret?: string
  readonly auditorSecret?: string
  readonly keys: IssuerKeys
}

/** Makes the provider; its pages for the log-in itself are in server.ts. */
export function makeProvider(settings: ProviderSettings): Provider {
  const configuration: Configuration = {
    adapter: memoryAdapter(),
    clients: clients(settings),
    jwks: settings.keys.jwks,
    cookies: {
      keys: [...settings.keys.cookieKeys],
      names: {
        session: 'ticun_issuer_session',
        interaction: 'ticun_issuer_interaction',
        resume: 'ticun_issuer_resume',
      },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub'], profile: ['name', 'role', 'party'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: apiResource(),
      // A log-out takes the refresh token away, and with it every copy's way to new tokens.
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => answer(ctx, logoutPage(form)),
        postLogoutSuccessSource: (ctx) => answer(ctx, loggedOutPage(settings.portalUrl)),
      },
    },
    interactions: { url: (_ctx, it) => `/interaction/${it.uid}`, policy: logInOnly() },
    findAccount: (_ctx, sub) => account(sub),
    loadExistingGrant: firstPartyGrant,
    extraTokenClaims: (_ctx, token) =>
      token.kind === 'ClientCredentials' ? processClaims(token) : tokenClaims(token.accountId),
    issueRefreshToken: (_ctx, client) => client.clientId === PORTAL_CLIENT_ID,
    expiresWithSession: () => false,
    // The portal keeps its token in an encrypted cookie and two tabs may refresh at once;
    // a rotated token used twice would end the session for both.
    rotateRefreshToken: false,
    renderError: (ctx, out) => answer(ctx, errorPage(out.error, out.error_description ?? '')),
    ttl: {
      AccessToken: (_ctx, _token, { clientId }) =>
        clientId === PORTAL_CLIENT_ID ? PORTAL_TOKEN_S : SCRIPT_TOKEN_S,
      AuthorizationCode: MINUTE_S,
      ClientCredentials: HOUR_S,
      Grant: SESSION_S,
      IdToken: HOUR_S,
      Interaction: HOUR_S,
      RefreshToken: REFRESH_TOKEN_S,
      Session: SESSION_S,
    },
  }
  return new Provider(settings.issuerUrl, configuration)
}

function clients(settings: ProviderSettings): NonNullable<Configuration['clients']> {
  return [
    {
      client_id: PORTAL_CLIENT_ID,
      client_name: '提存门户 Ticun portal',
      client_secret: settings.clientSecret,
      redirect_uris: [`${settings.portalUrl}/auth/callback`],
      post_logout_redirect_uris: [`${settings.portalUrl}/`],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: CLI_CLIENT_ID,
      client_name: '提存脚本 Ticun scripts',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: [CLI_REDIRECT_URI],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
    ...processClient(CLOCK_CLIENT_ID, '提存时钟 Ticun clock', settings.clockSecret),
    ...processClient(AUDITOR_CLIENT_ID, '提存稽核 Ticun audit', settings.auditorSecret),
  ]
}

/** A process with credentials of its own: it may ask for its own token and nothing else. */
function processClient(
  id: string,
  name: string,
  secret: string | undefined,
): NonNullable<Configuration['clients']> {
  if (secret === undefined) return []
  const client = {
    client_id: id,
    client_name: name,
    client_secret: secret,
    redirect_uris: [],
    grant_types: ['client_credentials'],
    response_types: [],
    id_token_signed_response_alg: 'ES256' as const,
  }
  return [client]
}

// Every token is for the one API, so that it is always a signed JWT that services can check alone.
function apiResource(): NonNullable<Configuration['features']>['resourceIndicators'] {
  return {
    enabled: true,
    defaultResource: () => API_AUDIENCE,
    useGrantedResource: () => true,
    getResourceServerInfo: () => ({
      scope: '',
      audience: API_AUDIENCE,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'ES256' } },
    }),
  }
}

function logInOnly() {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  return policy
}

async function firstPartyGrant(ctx: KoaContextWithOIDC) {
  const { client, session, provider, params } = ctx.oidc
  if (!client || !session?.accountId) return undefined
  const known = session.grantIdFor(client.clientId)
  const found = known ? await provider.Grant.find(known) : undefined
  if (found) return found
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope(typeof params?.['scope'] === 'string' ? params['scope'] : 'openid')
  grant.addOIDCClaims(['name', 'role', 'party'])
  await grant.save()
  return grant
}

function account(sub: string): Account | undefined {
  const person = findPerson(sub)
  if (!person) return undefined
  return { accountId: sub, claims: () => ({ sub, ...tokenClaims(sub) }) }
}

function tokenClaims(sub: string): Record<string, string> {
  const person = findPerson(sub)
  if (!person) return {}
  const { role, name, party } = person
  return { role, name, ...(party === undefined ? {} : { party }) }
}

/** A process's own token: it speaks for no person. */
function processClaims({ clientId }: { clientId?: string | undefined }): Record<string, string> {
  if (clientId === CLOCK_CLIENT_ID) return { role: 'clock', name: '时钟' }
  return clientId === AUDITOR_CLIENT_ID ? { role: 'auditor', name: '稽核' } : {}
}

function answer(ctx: KoaContextWithOIDC, html: string): void {
  ctx.type = 'html'
  ctx.body = html
}
