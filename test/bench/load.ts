// Starts the load process, gives it its job, and brings back what it found.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { LoadJob, LoadResult } from './load-job.ts'

const CLIENT = fileURLToPath(new URL('./load-client.ts', import.meta.url))
const LOAD_MAX_MS = 120_000

/** Runs one job to its end. Throws when the process ends without a result or takes too long. */
export function runLoad(job: LoadJob): Promise<LoadResult> {
  const child = fork(CLIENT, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the load was not over after ${LOAD_MAX_MS} ms`))
    }, LOAD_MAX_MS)
    let result: LoadResult | undefined
    child.once('message', (message) => {
      result = message as LoadResult
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(late)
      if (result) resolve(result)
      else reject(new Error(`the load process ended without a result (${code ?? signal})`))
    })
    child.send(job)
  })
}
