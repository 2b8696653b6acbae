// The needs of no command, to which each command adds its own.
import type { Needs } from './needs.ts'

/** Nothing is to be loaded. */
export function nothingNeeded(): Needs {
  return {
    merchants: new Set(),
    products: new Set(),
    contracts: new Set(),
    sessions: new Set(),
    cases: new Set(),
    unfunded: new Set(),
    unconfirmed: new Set(),
    codes: [],
    told: [],
    refunds: new Set(),
    chargebacks: new Set(),
    inFlight: new Set(),
    payouts: new Set(),
    holds: new Set(),
    openMoney: new Set(),
    reserves: new Set(),
    lots: new Set(),
    massRefunds: new Set(),
    massMerchants: new Set(),
    massPaying: new Set(),
    consumers: new Set(),
    dueAt: undefined,
    notices: [],
    balances: new Set(),
    names: new Set(),
    bank: false,
    suspense: new Set(),
    guardianships: new Set(),
    offers: new Set(),
    people: new Set(),
    interest: [],
    payoutsAt: undefined,
  }
}
