// Keeps the tokens of the demo people, each logged in when first needed.
import { DEMO_PASSWORD, logIn } from '@ticun/issuer'
import type { Tokens } from './client.ts'
import { limiter, pauses } from './patience.ts'

/** The issuer is one small process; more at a time would only wait in line there. */
const LOGINS_MAX = 4
/** A token this close to its end is not used any more. */
const EXPIRY_MARGIN_MS = 60_000

type Held = { accessToken: string; expiresAt: number }

/** Logs people in at `issuerUrl`, once each until their tokens expire. */
export function makeTokens(issuerUrl: string): Tokens {
  const held = new Map<string, Promise<Held>>()
  const limited = limiter(LOGINS_MAX)

  const fetchToken = async (login: string): Promise<Held> => {
    const waiting = pauses()
    for (;;) {
      try {
        return await logIn({ issuerUrl, login, password: DEMO_PASSWORD })
      } catch (error) {
        // fetch tells a broken connection as a TypeError; anything else is an answer.
        if (!(error instanceof TypeError) || !(await waiting.next())) throw error
      }
    }
  }
  const start = (login: string): Promise<Held> => {
    const token = limited(() => fetchToken(login))
    held.set(login, token)
    return token
  }
  return {
    of: async (login) => {
      const known = await (held.get(login) ?? start(login))
      if (known.expiresAt - EXPIRY_MARGIN_MS > Date.now()) return known.accessToken
      return (await start(login)).accessToken
    },
    forget: (login) => {
      held.delete(login)
    },
  }
}
