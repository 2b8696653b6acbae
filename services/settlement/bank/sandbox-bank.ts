// Knows how to speak HTTP with the bank sandbox.
import { z } from 'zod'
import { BankFault, type Bank, type PaymentState, type TransferReport } from './bank.ts'

export const BANK_TIMEOUT_MS = 10_000
const DETAIL_LENGTH_MAX = 300

export type SandboxBankOptions = {
  /** Without a slash at its end. */
  url: string
  token: string
  /** The account whose statements are read. */
  account: string
  timeoutMs?: number
}

const transferReply = z.object({
  endToEndId: z.string(),
  status: z.enum(['ACCP', 'RJCT']),
  reason: z.string().optional(),
  bankSerial: z.string().optional(),
  bookedAt: z.string().optional(),
})
const messageReply = z.object({ messageId: z.string(), transactions: z.array(transferReply) })
const stateReply = z.discriminatedUnion('state', [
  z.object({ state: z.literal('REJECTED'), reason: z.string() }),
  z.object({
    state: z.literal('EXECUTED'),
    bankSerial: z.string(),
    bookedAt: z.string(),
    amountFen: z
      .string()
      .regex(/^\d{1,18}$/)
      .transform((text) => BigInt(text)),
  }),
])

/** The bank port over HTTP. Every call ends within `timeoutMs` or throws a `BankFault`. */
export function sandboxBank(options: SandboxBankOptions): Bank {
  const ask = (path: string, request: Request = {}) => exchange(options, path, request)
  return {
    sendPayments: async (xml, { valueDate }) => {
      const headers = {
        'content-type': 'application/xml',
        ...(valueDate === undefined ? {} : { 'value-date': valueDate }),
      }
      const answer = await ask('/payment-instructions', { method: 'POST', headers, body: xml })
      const reply = understood(messageReply, accepted(answer).text)
      return { messageId: reply.messageId, transfers: reply.transactions.map(transferReport) }
    },
    paymentState: async (endToEndId): Promise<PaymentState> => {
      const answer = await ask(`/payment-instructions/${encodeURIComponent(endToEndId)}`)
      // Only the bank's own word counts: a 404 of anything in between is not an answer.
      if (answer.status === 404 && problemCode(answer.text) === 'unknown_payment') {
        return { state: 'UNKNOWN' }
      }
      return understood(stateReply, accepted(answer).text)
    },
    statement: async (from, to) => {
      const query = new URLSearchParams({ from, to, format: 'camt053' })
      const account = encodeURIComponent(options.account)
      return accepted(await ask(`/accounts/${account}/statements?${query.toString()}`)).text
    },
  }
}

type Request = { method?: string; headers?: Record<string, string>; body?: string }
type Answer = { status: number; text: string }

async function exchange(
  options: SandboxBankOptions,
  path: string,
  request: Request,
): Promise<Answer> {
  try {
    const response = await fetch(options.url + path, {
      ...request,
      headers: { ...request.headers, authorization: `Bearer ${options.token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs ?? BANK_TIMEOUT_MS),
    })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    throw new BankFault('the bank did not answer', true, { cause: error })
  }
}

/** A 4xx says that the bank did nothing; a 5xx says nothing about what it did. */
function accepted(answer: Answer): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer
  const detail = answer.text.slice(0, DETAIL_LENGTH_MAX)
  throw new BankFault(`the bank answered ${answer.status}: ${detail}`, answer.status >= 500)
}

function understood<Reply>(schema: z.ZodType<Reply>, text: string): Reply {
  const read = schema.safeParse(json(text))
  if (read.success) return read.data
  throw new BankFault('the answer of the bank is not understood', true, { cause: read.error })
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemCode(text: string): string | undefined {
  const problem = z.object({ code: z.string() }).safeParse(json(text))
  return problem.success ? problem.data.code : undefined
}

function transferReport(reply: z.output<typeof transferReply>): TransferReport {
  const { endToEndId, reason, bankSerial, bookedAt } = reply
  return {
    endToEndId,
    status: reply.status === 'ACCP' ? 'ACCEPTED' : 'REJECTED',
    ...(reason === undefined ? {} : { reason }),
    ...(bankSerial === undefined ? {} : { bankSerial }),
    ...(bookedAt === undefined ? {} : { bookedAt }),
  }
}
