// Reads the demo's command line, and says plainly what is wrong with it.
import { parseArgs } from 'node:util'
import { zoneClock } from './local-time.ts'

export type Arguments = {
  /** The door log to play; absent: one is made by seed. */
  log: string | undefined
  /** Play the first so many data rows only; for a made log, make so many. */
  rows: number | undefined
  seed: number
  /** Stop after the closing figures instead of keeping the portal open. */
  exit: boolean
  /** Print the figures as one JSON object on the last line of stdout. */
  json: boolean
  /** Zone of the clock at the door. */
  zone: string
  /** house.json of a running house to play in; absent: a fresh house is started. */
  house: string | undefined
  /** Data directory of the fresh house. */
  data: string | undefined
  help: boolean
}

/** The command line cannot be understood; the message says why. */
export class ArgumentsError extends Error {
  override name = 'ArgumentsError'
}

export const DEFAULT_ZONE = 'Asia/Shanghai'
export const ROWS_MAX = 1_000_000
const SEED_MAX = 2 ** 32 - 1

export const HELP = `pnpm demo [options]: plays a year of a gym through the house, over HTTP only.

  --log FILE     play this door log (CSV: DeviceName,Direction,AlarmDateTime);
                 without it the demo makes its own log by seed
  --rows N       play the first N data rows only
  --seed N       seed of the made log and of the members (default 1)
  --zone ZONE    time zone of the clock at the door (default ${DEFAULT_ZONE})
  --exit         stop after the closing figures; otherwise the portal stays open
  --json         print the figures as one JSON object on the last line of stdout
  --house FILE   play in a running house, described by its house.json
  --data DIR     data directory of the fresh house
  --help         show this
`

/** Parses the words after the script's name. Throws ArgumentsError. */
export function readArguments(words: readonly string[]): Arguments {
  const values = parseWords(words)
  const zone = values.zone ?? DEFAULT_ZONE
  try {
    zoneClock(zone)
  } catch {
    throw new ArgumentsError(`--zone ${zone}: no such time zone; try ${DEFAULT_ZONE}`)
  }
  if (values.house !== undefined && values.data !== undefined) {
    throw new ArgumentsError('--data is for a fresh house; --house names a running one')
  }
  return {
    log: notEmpty('log', values.log),
    rows: wholeNumber('rows', values.rows, ROWS_MAX),
    seed: wholeNumber('seed', values.seed, SEED_MAX) ?? 1,
    exit: values.exit ?? false,
    json: values.json ?? false,
    zone,
    house: notEmpty('house', values.house),
    data: notEmpty('data', values.data),
    help: values.help ?? false,
  }
}

function parseWords(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      // Package managers hand on the `--` that separates their own words from ours.
      args: words.filter((word) => word !== '--'),
      strict: true,
      allowPositionals: false,
      options: {
        log: { type: 'string' },
        rows: { type: 'string' },
        seed: { type: 'string' },
        exit: { type: 'boolean' },
        json: { type: 'boolean' },
        zone: { type: 'string' },
        house: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return values
  } catch (error) {
    throw new ArgumentsError(error instanceof Error ? error.message : String(error))
  }
}

function wholeNumber(name: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > max) {
    throw new ArgumentsError(`--${name} ${text}: must be a whole number from 0 to ${max}`)
  }
  return value
}

function notEmpty(name: string, text: string | undefined): string | undefined {
  if (text?.trim() === '') throw new ArgumentsError(`--${name}: names nothing`)
  return text
}
