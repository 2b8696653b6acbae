// The part of a service's OpenAPI document that one role may call, as the fuzzer reads it.
import { z } from 'zod'

const operation = z.looseObject({
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
})
const document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
})
type Document = z.infer<typeof document>

/** Fetches the document of a running service. */
export async function fetchDocument(url: string): Promise<Document> {
  const response = await fetch(new URL('/openapi.json', url))
  return document.parse(await response.json())
}

/** Only what `role` may call, or everything for `nobody`; with words that the fuzzer knows. */
export function documentFor(whole: Document, role: string): Document {
  const paths = Object.entries(whole.paths).map(([path, methods]) => {
    const open = Object.entries(methods).filter(([, each]) => isOpenTo(each, role))
    return [path, Object.fromEntries(open)] as const
  })
  const kept = paths.filter(([, methods]) => Object.keys(methods).length > 0)
  return plain({ ...whole, paths: Object.fromEntries(kept) })
}

export function countOperations({ paths }: Document): number {
  return Object.values(paths).flatMap((methods) => Object.keys(methods)).length
}

function isOpenTo({ security }: z.infer<typeof operation>, role: string): boolean {
  const roles = security?.flatMap((each) => Object.values(each).flat())
  return role === 'nobody' || roles === undefined || roles.includes(role)
}

/** Where a pattern stands the format says less, and the fuzzer would follow it instead. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, each: unknown): unknown => {
    if (typeof each !== 'object' || each === null || !('pattern' in each)) return each
    return Object.fromEntries(Object.entries(each).filter(([key]) => key !== 'format'))
  }) as T
}
