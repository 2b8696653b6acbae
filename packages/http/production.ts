// What a process refuses to run with in production: demo secrets, a movable clock, plain HTTP.

/** Secrets that were ever written down where everybody can read them. */
const KNOWN_SECRETS = new Set([
  'ticun',
  'ticun-portal-demo-secret',
  'ticun-clock-demo-secret',
  'bank-demo-token',
  'members-codes-of-one-demo-machine-only',
  'superuser',
  'postgres',
  'password',
  ...['escrow', 'settlement', 'notary'].flatMap((room) =>
    ['owner', 'runtime', 'facts'].map((role) => `${room}-${role}`),
  ),
])

export type ProductionNeeds = {
  /** Variables that must be set to a secret of the office's own. */
  secrets?: readonly string[]
  /** Variables that must be set to a postgres:// address with a password of the office's own. */
  databases?: readonly string[]
  /** Variables that must be set to an https:// address. */
  addresses?: readonly string[]
}

/**
 * Throws when NODE_ENV is `production` and this environment is one of a demo or a test; each line
 * says what to set. Does nothing otherwise.
 */
export function refuseDemoInProduction(
  process: string,
  env: NodeJS.ProcessEnv,
  needs: ProductionNeeds,
): void {
  if (env['NODE_ENV'] !== 'production') return
  const faults = [
    ...clockFaults(env),
    ...(needs.secrets ?? []).flatMap((name) => secretFault(name, env[name])),
    ...(needs.databases ?? []).flatMap((name) => databaseFault(name, env[name])),
    ...(needs.addresses ?? []).flatMap((name) => addressFault(name, env[name])),
  ]
  if (faults.length === 0) return
  throw new Error(`${process} does not start in production like this:\n${faults.join('\n')}`)
}

function clockFaults(env: NodeJS.ProcessEnv): string[] {
  const movable = env['CLOCK'] === 'caller' || (env['CLOCK_FILE'] ?? '') !== ''
  return movable
    ? ['CLOCK: set CLOCK=system and no CLOCK_FILE; a movable clock is for tests and demos']
    : []
}

function secretFault(name: string, value: string | undefined): string[] {
  if (value !== undefined && value !== '' && !KNOWN_SECRETS.has(value)) return []
  return [`${name}: set it to a secret of your own, for example from: openssl rand -base64 32`]
}

function databaseFault(name: string, value: string | undefined): string[] {
  if (value === undefined || !URL.canParse(value)) return []
  if (!KNOWN_SECRETS.has(decodeURIComponent(new URL(value).password))) return []
  return [`${name}: give the role a password of your own; this one is known to everybody`]
}

function addressFault(name: string, value: string | undefined): string[] {
  if (value?.startsWith('https://')) return []
  return [`${name}: set it to an https:// address`]
}
