// Holds every contract to one notion of text: what comes in says which characters it takes.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { clockRoutes, escrowRoutes, notaryRoutes, settlementRoutes } from './index.ts'
import type { RouteContract } from './index.ts'

const contracts: RouteContract[] = [clockRoutes, escrowRoutes, notaryRoutes, settlementRoutes]
  .flatMap((routes): RouteContract[] => Object.values(routes))
  .toSorted((one, other) => (one.path < other.path ? -1 : 1))

/** Pointers of strings that would take anything at all. */
function looseTexts(schema: unknown, at = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const here = schema as Record<string, unknown>
  const known = ['pattern', 'enum', 'const'].some((key) => key in here)
  const loose = here['type'] === 'string' && !known ? [at] : []
  return [
    ...loose,
    ...Object.entries(here).flatMap(([key, value]) => looseTexts(value, `${at}/${key}`)),
  ]
}

test.each(contracts.map((each) => [`${each.method} ${each.path}`, each] as const))(
  '%s takes no text that could be anything',
  (_name, { params, query, body }) => {
    for (const part of [params, query, body]) {
      if (part === undefined) continue
      const found = looseTexts(z.toJSONSchema(part, { io: 'input' }))
      // A cursor is looked at by its list.
      expect(found.filter((pointer) => pointer !== '/properties/cursor')).toEqual([])
    }
  },
)
