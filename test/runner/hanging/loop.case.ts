// Three tests that pass, and one that never gives its processor back: no time-out reaches it.
import { test } from 'vitest'

test.each(['first', 'second', 'third'])('%s passes', () => {})

test('loops for ever', async () => {
  // The runner hears of a test that began only when the loop of events turns once more.
  await new Promise((resume) => setTimeout(resume, 300))
  for (;;);
})
