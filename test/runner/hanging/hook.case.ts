// A hook that waits for what never comes, before one of two tests.
import { beforeAll, describe, test } from 'vitest'

test('passes', () => {})

describe('with a slow house', () => {
  beforeAll(() => new Promise(() => {}))

  test('never begins', () => {})
})
