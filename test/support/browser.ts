// Knows where a Chromium is on this machine, and how it is opened for a test.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const PLACES = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome']
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
/** No sandbox, because CI is root; no calls of its own to the outside. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type FoundBrowser = { ok: true; executable: string } | { ok: false; reason: string }

/** The first Chromium of this machine: CHROMIUM, then the usual names in the usual places. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): FoundBrowser {
  const named = env['CHROMIUM'] ?? ''
  if (named !== '') {
    if (existsSync(named)) return { ok: true, executable: named }
    return { ok: false, reason: `CHROMIUM=${named} is not there` }
  }
  const folders = [...PLACES, ...(env['PATH'] ?? '').split(delimiter).filter((each) => each !== '')]
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  const executable = [...candidates, ...APPLICATIONS].find((each) => existsSync(each))
  if (executable !== undefined) return { ok: true, executable }
  return { ok: false, reason: 'no Chromium on this machine (set CHROMIUM, or install one)' }
}

/** Opens a headless browser; the caller closes it. */
export function openBrowser(executable: string): Promise<Browser> {
  return chromium.launch({ executablePath: executable, headless: true, args: FLAGS })
}
