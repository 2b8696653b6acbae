// Three tests that pass, and one that waits for what never comes.
import { test } from 'vitest'

test.each(['first', 'second', 'third'])('%s passes', () => {})

test('waits for ever', () => new Promise(() => {}))
