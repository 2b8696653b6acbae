// Two tests: one passes, the other takes its process down with it.
import { test } from 'vitest'

test('passes', () => new Promise((resume) => setTimeout(resume, 300)))

test('dies', async () => {
  await new Promise((resume) => setTimeout(resume, 300))
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
})
