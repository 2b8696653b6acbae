// Checks the parts of a request against the zod schemas of its contract, and points at what breaks.
import type { RouteContract } from '@ticun/protocol'
import { z } from 'zod'
import { EdgeError, UnknownPathError, type EdgeCode, type PointedError } from './problems.ts'

const ERRORS_MAX = 20

const PART_CODES = new Map<string, EdgeCode>([
  ['body', 'body_breaks_schema'],
  ['querystring', 'query_breaks_schema'],
  ['params', 'params_breaks_schema'],
])

type Checked = { value: unknown } | { error: Error }

/** Fastify's validator compiler for one contract. */
export function checkerFor(contract: RouteContract) {
  const unknown = contract.refusals?.find((code) => code.startsWith('unknown_'))
  return (route: { schema: unknown; httpPart?: string | undefined }) => {
    const { schema, httpPart = 'body' } = route
    const code = PART_CODES.get(httpPart)
    return (data: unknown): Checked => {
      // Headers and files are in the schema for the documents only.
      const isFile = httpPart === 'body' && contract.rawBody !== undefined
      if (!code || isFile || !(schema instanceof z.ZodType)) return { value: data }
      const read = schema.safeParse(data)
      if (read.success) return { value: read.data }
      const errors = pointed(read.error)
      const detail = errors.map((one) => `${one.pointer}: ${one.detail}`).join('; ')
      if (httpPart === 'params' && unknown) return { error: new UnknownPathError(unknown, detail) }
      return { error: new EdgeError(code, `${errors.length} place(s) break the schema`, errors) }
    }
  }
}

/** Issues of zod as JSON pointers (RFC 6901) into the part that was read. */
function pointed(error: z.ZodError): PointedError[] {
  return error.issues.slice(0, ERRORS_MAX).map((issue) => ({
    pointer: issue.path.map((key) => `/${escapeKey(String(key))}`).join(''),
    detail: issue.message,
  }))
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
