// Finds the house that is open on this machine: that of `pnpm start`, or of a demo.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const DEMOS_MAX = 9
const record = z.object({ housePid: z.int(), urls: z.object({ issuer: z.url() }) })

export type OpenHouse = { readonly dataDir: string; readonly issuerUrl: string }

/**
 * The house on `named` where somebody has named a data directory, else the newest one that is open
 * below `root`. Undefined when there is none, or it is still starting.
 */
export async function findOpenHouse(root: string, named = ''): Promise<OpenHouse | undefined> {
  const own = join(root, '.data')
  const demos = Array.from({ length: DEMOS_MAX }, (_, index) =>
    join(own, index === 0 ? 'demo' : `demo-${index + 1}`),
  )
  const looked = await Promise.all((named === '' ? [own, ...demos] : [named]).map(look))
  const open = looked.filter((house) => house !== undefined)
  return open.toSorted((one, other) => other.sinceMs - one.sinceMs)[0]
}

async function look(dataDir: string): Promise<(OpenHouse & { sinceMs: number }) | undefined> {
  const file = join(dataDir, 'house.json')
  try {
    const { housePid, urls } = record.parse(JSON.parse(await readFile(file, 'utf8')))
    if (!isAlive(housePid)) return undefined
    return { dataDir, issuerUrl: urls.issuer, sinceMs: (await stat(file)).mtimeMs }
  } catch {
    // No such file, or one that a house has only begun to write.
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
