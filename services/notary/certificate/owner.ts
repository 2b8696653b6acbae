// Whose an account is: a party's own by its name; a lot's is the consumer's who holds its contract,
// which only escrow knows.
import { FaultError, type Caller } from '@ticun/http'
import { escrowRoutes, refuse, type Refusal } from '@ticun/protocol'

export type Owned = { account: string; contractId?: string | undefined }

const ANSWER_MAX_MS = 10_000
const HTTP_FORBIDDEN = 403
const HTTP_NOT_FOUND = 404

/**
 * Why a caller may not have an account certified; undefined when she may. Officers may certify any;
 * a merchant what bears its own id; a consumer a lot of a contract that escrow shows her, asked in
 * her own name. Refused: not_yours.
 */
export async function ownerBar(
  escrowUrl: string | undefined,
  caller: Caller,
  token: string,
  { account, contractId }: Owned,
): Promise<Refusal | undefined> {
  const [code = '', owner = ''] = account.split('/')
  if (caller.role === 'officer' || (owner !== '' && owner === caller.party)) return undefined
  const isLot = code === '2001' && owner.startsWith('lot_')
  if (caller.role !== 'consumer' || !isLot || !contractId) return refuse('not_yours', account)
  if (!escrowUrl) throw new FaultError('no escrow to ask whose a lot is')
  const lots = await lotsOf(escrowUrl, token, contractId)
  return lots.includes(owner) ? undefined : refuse('not_yours', account)
}

/** Whether escrow shows the caller this contract. */
export async function showsContract(
  escrowUrl: string | undefined,
  token: string,
  contractId: string,
): Promise<boolean> {
  if (!escrowUrl) throw new FaultError('no escrow to ask whose a contract is')
  return (await lotsOf(escrowUrl, token, contractId)).length > 0
}

/** The lots of a contract that the caller may see; none of another's. */
async function lotsOf(escrowUrl: string, token: string, contractId: string): Promise<string[]> {
  const path = escrowRoutes.getContract.path.replace(':contractId', contractId)
  const answer = await ask(new URL(path, escrowUrl), token)
  if (answer.status === HTTP_FORBIDDEN || answer.status === HTTP_NOT_FOUND) return []
  if (!answer.ok) throw new FaultError(`escrow answered ${answer.status}`)
  const read = escrowRoutes.getContract.reply.safeParse(await answer.json())
  if (!read.success) throw new FaultError('escrow did not answer with a contract')
  return read.data.lots.map(({ lotId }) => lotId)
}

async function ask(url: URL, token: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_MAX_MS),
    })
  } catch (error) {
    throw new FaultError('escrow cannot be reached', { cause: error })
  }
}
