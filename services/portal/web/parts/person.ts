// Who is logged in, and which entrance is whose.
import { createContext, use } from 'react'

export type EntranceRole = 'officer' | 'merchant' | 'consumer' | 'regulator'

export type Person = {
  readonly login: string
  readonly role: EntranceRole
  readonly name: string
  readonly party?: string
}

/** The entrance of each role. */
export const DOORS: Readonly<Record<EntranceRole, string>> = {
  merchant: '/merchant',
  consumer: '/me',
  officer: '/notary',
  regulator: '/notary',
}

export const PersonContext = createContext<Person | undefined>(undefined)

/** The person of a page behind the log-in; such a page is never shown without one. */
export function usePerson(): Person {
  const person = use(PersonContext)
  if (!person) throw new Error('a page behind the log-in was shown without a person')
  return person
}

/** Where to log in and come back to `returnTo` (default: this page). */
export function logInHref(returnTo = location.pathname + location.search): string {
  return `/auth/login?return=${encodeURIComponent(returnTo)}`
}

/** The same, asking for the person even when the issuer remembers one. */
export function otherPersonHref(returnTo: string): string {
  return `${logInHref(returnTo)}&prompt=login`
}
