// A token issuer for tests: real keys, a real discovery document and JWKS on a real socket.
import { createServer, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const AUDIENCE = 'urn:ticun:api'

export type Claims = Record<string, unknown>

export type TestIssuer = {
  url: string
  /** A token of these claims, valid for an hour unless the claims say otherwise. */
  token: (
    claims: Claims,
    over?: { audience?: string; issuer?: string; exp?: number },
  ) => Promise<string>
  /** New keys from now on, as after a restart on an empty disk. */
  rotate: () => Promise<void>
  /** How often the keys were asked for. */
  asked: () => number
  close: () => Promise<void>
}

/** Starts an issuer on 127.0.0.1; `port` 0 takes any. */
export async function startIssuer(port = 0): Promise<TestIssuer> {
  let pair = await generateKeyPair('ES256', { extractable: true })
  let kid = 1
  let asked = 0
  const answer = async (path: string | undefined, response: ServerResponse) => {
    const found = path === '/jwks' ? await jwks() : { issuer: url, jwks_uri: `${url}/jwks` }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(found))
  }
  const jwks = async () => {
    asked += 1
    const key = await exportJWK(pair.publicKey)
    return { keys: [{ ...key, kid: String(kid), alg: 'ES256', use: 'sig' }] }
  }
  const server = createServer((request, response) => void answer(request.url, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    token: (claims, over = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: String(kid), typ: 'at+jwt' })
        .setIssuer(over.issuer ?? url)
        .setAudience(over.audience ?? AUDIENCE)
        .setExpirationTime(over.exp ?? '1h')
        .sign(pair.privateKey),
    rotate: async () => {
      pair = await generateKeyPair('ES256', { extractable: true })
      kid += 1
    },
    asked: () => asked,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
