// Runs a program in the name of a demo person: it finds her access token as TOKEN (for scripts).
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DEMO_PASSWORD } from './demo-ids.ts'
import { logIn } from './login.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const house = z.object({ urls: z.object({ issuer: z.url() }) })

/** The issuer of ISSUER_URL, else of the house that runs on .data or on TICUN_DATA. */
async function findIssuer(): Promise<string> {
  const given = process.env['ISSUER_URL'] ?? ''
  if (given !== '') return given
  const file = join(process.env['TICUN_DATA'] ?? join(ROOT, '.data'), 'house.json')
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`no house runs on ${file}: start one by pnpm start`)
  })
  return house.parse(JSON.parse(text)).urls.issuer
}

const [login = '', program = '', ...words] = process.argv.slice(2)
try {
  const issuerUrl = await findIssuer()
  const { accessToken } = await logIn({ issuerUrl, login, password: DEMO_PASSWORD })
  const child = spawn(process.execPath, [join(ROOT, program), ...words], {
    env: { ...process.env, TOKEN: accessToken },
    stdio: 'inherit',
  })
  child.on('close', (code) => {
    process.exitCode = code ?? 1
  })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
