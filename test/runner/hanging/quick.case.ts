// Three tests that pass at once.
import { test } from 'vitest'

test.each(['first', 'second', 'third'])('%s passes', () => {})
