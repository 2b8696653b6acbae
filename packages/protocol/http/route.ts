// The shape of one HTTP resource's contract: what the server serves and the documents tell.
import { z } from 'zod'
import type { Role } from '../parts.ts'
import type { RefusalCode } from '../refusals.ts'

/**
 * What a value of a list's cursor is: an instant, a whole number of 64 bits (≥ 0), an id, or
 * visible ASCII.
 */
export type CursorKind = 'instant' | 'integer' | 'id' | 'word'

export type RouteContract = {
  method: 'GET' | 'POST'
  /** Fastify path, for example `/v1/contracts/:contractId/sessions`. */
  path: string
  summary: string
  /** Who may call; 'anyone' needs no token. */
  roles: readonly Role[] | 'anyone'
  params?: z.ZodType
  query?: z.ZodType
  /** Of a list: the values that its rows are sorted by, which its cursors carry. */
  cursor?: readonly CursorKind[]
  /** JSON body; absent for GET and for raw uploads. */
  body?: z.ZodType
  /** Media types of a raw (not JSON) body, handed to the handler as text. */
  rawBody?: readonly string[]
  /** Moves state: the caller must send `Idempotency-Key`. */
  idempotent?: boolean
  status: 200 | 201 | 202
  /** JSON reply; absent for text. */
  reply?: z.ZodType
  replyType?: string
  refusals?: readonly RefusalCode[]
}

/** Who takes a cursor has to say what is in it. */
type SaysItsCursor<R> = true extends TakesCursor<R, 'query'> | TakesCursor<R, 'body'>
  ? { cursor: readonly CursorKind[] }
  : unknown
type TakesCursor<R, Part extends string> = R extends { [key in Part]: infer S extends z.ZodType }
  ? 'cursor' extends NamedKeys<z.output<S>>
    ? true
    : false
  : false
/** What it names itself: an empty object has every text for a key, and names none. */
type NamedKeys<T> = string extends keyof T ? never : keyof T

/** Declares one route contract, keeping its exact types. */
export function route<const R extends RouteContract>(contract: R & SaysItsCursor<R>): R {
  return contract
}

export type InputOf<S> = S extends z.ZodType ? z.output<S> : undefined
export type ReplyOf<S> = S extends z.ZodType ? z.input<S> : string

export const PAGE_SIZE_MAX = 1000
export const PAGE_SIZE_DEFAULT = 100

/** Query of a keyset-paged list. */
export const page = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE_DEFAULT),
})

/** Reply of a keyset-paged list; `next` is absent on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().optional() })
}

/** RFC 9457 problem details with a stable code. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  titleZh: z.string().optional(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  /** Where the body breaks the schema, as JSON pointers. */
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  instance: z.string().optional(),
})

export type Problem = z.infer<typeof problem>
