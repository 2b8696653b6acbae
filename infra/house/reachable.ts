// Knows which folders another user of the machine can reach, and where to go when it cannot.
import { accessSync, constants, lstatSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { tmpdir } from 'node:os'

const OTHERS_MAY_ENTER = 0o001

/** Whether a user who owns nothing here can walk to `folder`: all its parents let others pass. */
export function isReachableByOthers(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if ((statSync(at).mode & OTHERS_MAY_ENTER) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** A folder for data that every user can reach and that is cleaned seldom. */
export function reachablePlace(): string {
  const candidates = ['/var/tmp', tmpdir(), '/tmp']
  const found = candidates.find((folder) => isWritable(folder) && isReachableByOthers(folder))
  if (found === undefined) throw new Error(`nobody else can reach any of ${candidates.join(', ')}`)
  return found
}

/** Whether `folder` is a real folder of this user: in a place open to all, a link may be a trap. */
export function isOwnFolder(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.()
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}
