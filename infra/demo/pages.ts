// Reads a list to its end, page by page.
import type { z } from 'zod'
import type { Call, Client, JsonRoute } from './client.ts'

const PAGE_SIZE = 1000
/** A list that never ends is a bug of the house, not a reason to read for ever. */
const PAGES_MAX = 10_000

type PageSchema<T> = z.ZodType<{ items: T[]; next?: string | undefined }>

/** All items of a keyset-paged list, in the list's own order. */
export async function readAll<T>(
  client: Client,
  origin: string,
  route: JsonRoute<PageSchema<T>, z.ZodType>,
  call: Call<z.ZodType>,
): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = { ...call.query, limit: PAGE_SIZE, cursor }
    const { items, next } = await client.call(origin, route, { ...call, query })
    for (const item of items) all.push(item)
    if (next === undefined) return all
    cursor = next
  }
  throw new Error(`${route.path} has more than ${PAGES_MAX} pages`)
}
