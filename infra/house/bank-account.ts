// Knows how the notary office's account is opened at the bank sandbox.
const NAME = '上海市长宁公证处提存专户'
const ANSWER_MAX_MS = 10_000

/** Opens the account, or finds it open. Throws with the bank's answer. */
export async function openEscrowAccount(options: {
  bankUrl: string
  token: string
  account: string
}): Promise<void> {
  const reply = await fetch(`${options.bankUrl}/accounts/${options.account}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: NAME }),
    signal: AbortSignal.timeout(ANSWER_MAX_MS),
  })
  const answer = await reply.text()
  if (!reply.ok) throw new Error(`the bank opened no account: ${reply.status} ${answer}`)
}
