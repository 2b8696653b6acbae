// Runs a program on the house that is open here, in the name of a demo person (for scripts).
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { DEMO_PASSWORD } from './demo-ids.ts'
import { logIn } from './login.ts'
import { findOpenHouse } from './open-house.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const HELP = `run-as LOGIN PROGRAM WORDS…: the program finds TICUN_DATA and TOKEN set for it.
LOGIN? runs it without a token where no house of demo people is open; nobody gives none at all.
A TOKEN, an ISSUER_URL or a TICUN_DATA that is set already is kept.
`

const [who = '', program = '', ...words] = process.argv.slice(2)
const login = who.replace(/\?$/, '')
const isOptional = login !== who || login === 'nobody'

async function tokenOf(issuerUrl: string | undefined): Promise<string> {
  const given = process.env['TOKEN'] ?? ''
  if (given !== '' || login === 'nobody') return given
  if (issuerUrl === undefined) return ''
  return (await logIn({ issuerUrl, login, password: DEMO_PASSWORD })).accessToken
}

try {
  if (login === '' || program === '') throw new Error(HELP)
  const named = process.env['TICUN_DATA'] ?? ''
  const house = await findOpenHouse(process.env['TICUN_ROOT'] ?? ROOT, named)
  const stated = process.env['ISSUER_URL'] ?? ''
  const issuerUrl = stated === '' ? house?.issuerUrl : stated
  if (issuerUrl === undefined && !isOptional && (process.env['TOKEN'] ?? '') === '') {
    const where = named === '' ? 'here' : `on ${named}`
    throw new Error(`no house runs ${where}: start one by pnpm start, or leave a demo open`)
  }
  const token = await tokenOf(issuerUrl)
  const child = spawn(process.execPath, [resolve(ROOT, program), ...words], {
    env: {
      ...process.env,
      ...(house ? { TICUN_DATA: house.dataDir } : {}),
      ...(token === '' ? {} : { TOKEN: token }),
    },
    stdio: 'inherit',
  })
  child.on('close', (code) => {
    process.exitCode = code ?? 1
  })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
