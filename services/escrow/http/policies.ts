// Routes of policies.
import type { FastifyInstance } from 'fastify'
import { serve } from '@ticun/http'
import { escrowRoutes as routes, newId, refuse } from '@ticun/protocol'
import { policyBar, shanghaiDate } from '@ticun/rules'
import { listPolicies } from '../read/policies.ts'
import { previewPolicy } from '../read/policy-preview.ts'
import { submit, type Context } from './context.ts'

/** Serves them. */
export function servePolicies(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  const hasBook = async (bookId: string) =>
    (await db.selectFrom('book').select('book_id').where('book_id', '=', bookId).execute()).length >
    0
  serve(app, routes.listPolicies, async ({ query, now }) => {
    const { bookId, ...wanted } = query
    if (!(await hasBook(bookId))) return refuse('unknown_book', bookId)
    return { body: { items: await listPolicies(db, bookId, wanted, shanghaiDate(now)) } }
  })
  serve(app, routes.proposePolicy, ({ body, ...input }) => {
    const { bookId, policy, policyId = newId('pol') } = body
    const verb = { verb: 'propose-policy' as const, policyId, policy }
    return submit(routes.proposePolicy, context, bookId, input, verb)
  })
  serve(app, routes.decidePolicy, async ({ params, body, ...input }) => {
    const { policyId } = params
    const place = await locate(policyId)
    if (!place) return refuse('unknown_policy', policyId)
    const verb = { verb: 'decide-policy' as const, policyId, body }
    return submit(routes.decidePolicy, context, place.bookId, input, verb)
  })
  serve(app, routes.previewPolicy, async ({ body, now }) => {
    const { bookId, policy } = body
    if (!(await hasBook(bookId))) return refuse('unknown_book', bookId)
    const bar = policyBar(policy, shanghaiDate(now))
    if (bar) return bar
    return { body: await previewPolicy(db, bookId, policy, now) }
  })
}
