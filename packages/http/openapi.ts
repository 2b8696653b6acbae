// The OpenAPI 3.1 document of a server, made from the contracts that it serves.
import swagger from '@fastify/swagger'
import { problem, refusals, type RefusalCode, type RouteContract } from '@ticun/protocol'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PROBLEM_TYPE } from './problem.ts'
import { edgeProblems, type EdgeCode } from './problems.ts'

const VERSION = '1.0.0'

const problemBody = problem.meta({ id: 'Problem', description: 'RFC 9457 problem details' })
const keyHeader = z.object({ 'idempotency-key': z.string().min(1).max(128) })

/** Registers what collects the routes; `app.swagger()` gives the document once the app is ready. */
export function collectOpenapi(app: FastifyInstance, title: string): void {
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version: VERSION },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => {
      const whole = jsonSchemaTransformObject(document)
      // Problems are only ever sent; their twin for requests would be noise.
      if ('components' in whole) delete whole.components?.schemas?.['ProblemInput']
      return whole
    },
  })
}

/** What Fastify needs to know of a contract, for its checks and for the document. */
export function schemaOf(contract: RouteContract): FastifySchema {
  const reply = contract.replyType
    ? { description: 'Done', content: { [contract.replyType]: { schema: z.string() } } }
    : {
        description: 'Done',
        content: { 'application/json': { schema: contract.reply ?? z.unknown() } },
      }
  const schema = {
    summary: contract.summary,
    tags: [tagOf(contract.path)],
    operationId: operationOf(contract),
    ...(contract.roles === 'anyone' ? {} : { security: [{ bearer: [...contract.roles] }] }),
    ...(contract.params ? { params: contract.params } : {}),
    ...(contract.query ? { querystring: contract.query } : {}),
    ...(contract.body ? { body: contract.body } : {}),
    ...(contract.rawBody ? { consumes: [...contract.rawBody], body: z.string() } : {}),
    ...(contract.idempotent ? { headers: keyHeader } : {}),
    response: { [contract.status]: reply, ...problemsOf(contract) },
  }
  return schema
}

/** Problem responses: each status with every code that may come with it. */
function problemsOf(contract: RouteContract): Record<string, object> {
  return responsesOf([
    ...edgeCodesOf(contract).map((code) => [edgeProblems[code][0], code] as const),
    ...refusalsOf(contract).map((code) => [refusals[code][0], code] as const),
  ])
}

/** The same for a route without a contract: what the edge may answer there. */
export function edgeResponses(codes: readonly EdgeCode[]): Record<string, object> {
  return responsesOf(codes.map((code) => [edgeProblems[code][0], code] as const))
}

function responsesOf(told: readonly (readonly [number, string])[]): Record<string, object> {
  const byStatus = Map.groupBy(told, ([status]) => status)
  const sorted = [...byStatus].toSorted(([one], [other]) => one - other)
  return Object.fromEntries(
    sorted.map(([status, codes]) => [
      String(status),
      {
        description: [...new Set(codes.map(([, code]) => `\`${code}\``))].join(', '),
        content: { [PROBLEM_TYPE]: { schema: problemBody } },
      },
    ]),
  )
}

function refusalsOf(contract: RouteContract): RefusalCode[] {
  const keys: RefusalCode[] = contract.idempotent
    ? ['idempotency_key_missing', 'idempotency_key_reused']
    : []
  return [...keys, ...(contract.refusals ?? [])]
}

function edgeCodesOf(contract: RouteContract): EdgeCode[] {
  const codes: EdgeCode[] = []
  if (contract.body) codes.push('malformed_json')
  if (contract.body || contract.rawBody) {
    codes.push('body_breaks_schema', 'body_too_large', 'unsupported_media_type')
  }
  if (contract.params) codes.push('params_breaks_schema')
  if (contract.query) codes.push('query_breaks_schema')
  if (contract.cursor) codes.push('cursor_broken')
  if (contract.idempotent) codes.push('idempotency_key_malformed')
  if (contract.roles !== 'anyone') codes.push('token_missing', 'token_invalid', 'wrong_role')
  return [...codes, 'too_many_requests', 'internal_error', 'service_unavailable']
}

function tagOf(path: string): string {
  const [first = '', second = ''] = path.split('/').filter((part) => part !== '')
  return /^v\d+$/.test(first) ? second : first
}

function operationOf(contract: RouteContract): string {
  const words = contract.path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return [contract.method.toLowerCase(), ...words].join('-')
}
