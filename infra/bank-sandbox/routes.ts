// Knows the bank's HTTP resources: accounts, incoming money, payment instructions, statements.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AccountView, Bank, LineReply, TransferStatus } from './bank.ts'
import { camt053 } from './camt053.ts'
import type { Refusal } from './decide.ts'
import { bankBookingOrder, incomingTransferOrder, isAccountNumber } from './order.ts'
import { openAccountOrder } from './order.ts'
import { readPain001 } from './pain001-reading.ts'
import { fieldProblems, sendProblem } from './problem.ts'
import type { PaymentDecided } from './record.ts'
import { isBankDate } from './shanghai-time.ts'
import { statementCsv } from './statement-csv.ts'

const KEY_LENGTH_MAX = 200

const date = z.string().refine(isBankDate, 'must be a day, YYYY-MM-DD, from 1992 on')
const statementQuery = z
  .object({ from: date, to: date, format: z.enum(['camt053', 'csv']).default('camt053') })
  .refine((query) => query.from < query.to, { path: ['to'], message: 'must be after from' })
const valueDate = z
  .union([date, z.iso.datetime({ offset: true })])
  .refine((text) => text >= '1992' && text < '2200')

type NumberParams = { Params: { number: string } }

/** Registers everything behind the token. */
export function bankRoutes(app: FastifyInstance, bank: Bank): void {
  accountRoutes(app, bank)
  lineRoutes(app, bank)
  paymentRoutes(app, bank)
  app.get<NumberParams>('/accounts/:number/statements', async (request, reply) => {
    const query = statementQuery.safeParse(request.query)
    if (!query.success) return invalid(reply, 'query_invalid', query.error)
    const { from, to, format } = query.data
    const statement = await bank.statement(request.params.number, from, to)
    if (statement === undefined) return unknownAccount(reply, request.params.number)
    return format === 'csv'
      ? reply.type('text/csv; charset=utf-8').send(statementCsv(statement))
      : reply.type('application/xml; charset=utf-8').send(camt053(statement))
  })
}

function accountRoutes(app: FastifyInstance, bank: Bank): void {
  app.put<NumberParams>('/accounts/:number', async (request, reply) => {
    const { number } = request.params
    if (!isAccountNumber(number)) {
      return sendProblem(reply, 'body_invalid', 'the account number in the path is not valid')
    }
    const order = openAccountOrder.safeParse(request.body)
    if (!order.success) return invalid(reply, 'body_invalid', order.error)
    const answer = await bank.openAccount(number, order.data)
    if ('refused' in answer) return refuse(reply, answer)
    return reply.code(answer.created ? 201 : 200).send(accountJson(answer))
  })
  app.get<NumberParams>('/accounts/:number', async (request, reply) => {
    const account = await bank.account(request.params.number)
    if (account === undefined) return unknownAccount(reply, request.params.number)
    return reply.send(accountJson(account))
  })
}

function lineRoutes(app: FastifyInstance, bank: Bank): void {
  app.post('/incoming-transfers', async (request, reply) => {
    const order = incomingTransferOrder.safeParse(request.body)
    if (!order.success) return invalid(reply, 'body_invalid', order.error)
    const { bankSerial } = order.data
    const key = idempotencyKey(request) ?? (bankSerial && `serial:${bankSerial}`)
    if (key === undefined) return keyMissing(reply)
    return sendLine(reply, await bank.takeIncoming(order.data, key))
  })
  app.post<NumberParams>('/accounts/:number/bookings', async (request, reply) => {
    const order = bankBookingOrder.safeParse(request.body)
    if (!order.success) return invalid(reply, 'body_invalid', order.error)
    const key = idempotencyKey(request)
    if (key === undefined) return keyMissing(reply)
    return sendLine(reply, await bank.takeBankBooking(request.params.number, order.data, key))
  })
}

function paymentRoutes(app: FastifyInstance, bank: Bank): void {
  app.post('/payment-instructions', async (request, reply) => {
    if (typeof request.body !== 'string') {
      return sendProblem(reply, 'content_type_unknown', 'send a pain.001 as application/xml')
    }
    const asked = valueDate.optional().safeParse(request.headers['value-date'])
    if (!asked.success) {
      return sendProblem(reply, 'header_invalid', 'Value-Date must be a day or an ISO 8601 time')
    }
    const message = readPain001(request.body)
    if ('refused' in message) return sendProblem(reply, message.refused, message.detail)
    const answer = await bank.takePayments(message, asked.data)
    if ('refused' in answer) return refuse(reply, answer)
    return reply.send({
      messageId: answer.messageId,
      groupStatus: groupStatus(answer.transfers),
      transactions: answer.transfers.map(transferJson),
    })
  })
  app.get<{ Params: { endToEndId: string } }>(
    '/payment-instructions/:endToEndId',
    async (request, reply) => {
      const { endToEndId } = request.params
      const payment = await bank.payment(endToEndId)
      if (payment === undefined) {
        return sendProblem(reply, 'unknown_payment', `no payment ${endToEndId} ever arrived`)
      }
      return reply.send(paymentJson(payment))
    },
  )
}

function idempotencyKey(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key']
  if (typeof header !== 'string' || header === '' || header.length > KEY_LENGTH_MAX)
    return undefined
  return `key:${header}`
}

function keyMissing(reply: FastifyReply): FastifyReply {
  const detail = `Idempotency-Key is needed, 1 to ${KEY_LENGTH_MAX} characters`
  return sendProblem(reply, 'header_invalid', detail)
}

function invalid(
  reply: FastifyReply,
  code: 'body_invalid' | 'query_invalid',
  error: z.ZodError,
): FastifyReply {
  const errors = fieldProblems(error)
  const detail = errors.map((field) => `${field.pointer || '/'} ${field.detail}`).join('; ')
  return sendProblem(reply, code, detail, errors)
}

function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return sendProblem(reply, refusal.refused, refusal.detail)
}

function unknownAccount(reply: FastifyReply, number: string): FastifyReply {
  return sendProblem(reply, 'unknown_account', `there is no account ${number}`)
}

function accountJson(account: AccountView) {
  const { number, name, balanceFen } = account
  return { number, name, currency: 'CNY', balanceFen: balanceFen.toString() }
}

function sendLine(reply: FastifyReply, answer: LineReply | Refusal): FastifyReply {
  if ('refused' in answer) return refuse(reply, answer)
  const { serial, account, amountFen, bookedAt } = answer.taken.line
  if (answer.replayed) void reply.header('idempotent-replayed', 'true')
  return reply
    .code(answer.replayed ? 200 : 201)
    .send({ bankSerial: serial, account, amountFen: amountFen.toString(), bookedAt })
}

/** One word for the whole message, as in a pain.002 group header. */
function groupStatus(transfers: TransferStatus[]): 'ACCP' | 'PART' | 'RJCT' {
  const accepted = transfers.filter((transfer) => transfer.status === 'ACCP').length
  if (accepted === transfers.length) return 'ACCP'
  return accepted === 0 ? 'RJCT' : 'PART'
}

function transferJson(transfer: TransferStatus) {
  const { endToEndId, status, reason, replayed, payment } = transfer
  return { endToEndId, status, reason, replayed, ...bookingJson(payment) }
}

function paymentJson(payment: PaymentDecided) {
  const { endToEndId, messageId, status, reason, amountFen } = payment
  const state = status === 'ACCP' ? 'EXECUTED' : 'REJECTED'
  const head = { endToEndId, messageId, state, status, reason, amountFen: amountFen.toString() }
  return { ...head, ...bookingJson(payment) }
}

function bookingJson(payment: PaymentDecided | undefined) {
  const debit = payment?.lines[0]
  const back = payment?.lines.find((line) => line.kind === 'RETURN')
  return {
    ...(debit && { bankSerial: debit.serial, bookedAt: debit.bookedAt }),
    ...(back && {
      returned: { bankSerial: back.serial, bookedAt: back.bookedAt, reason: back.returnReason },
    }),
  }
}
