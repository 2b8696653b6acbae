// Tells everything that a request could have moved: the book, the nouns of each room, the bank.
import { setTimeout as sleep } from 'node:timers/promises'
import { BOOK, DESK, OFFICER, readAll, until, type Stage } from '@ticun/demo'
import { escrowRoutes, settlementRoutes } from '@ticun/protocol'

const QUIET_MS = 250

/** All of it, to be compared: two that are equal mean that nothing happened between them. */
export async function standingOf(stage: Stage) {
  const { client, house } = stage
  const { escrow, settlement } = house.urls
  const params = { bookId: BOOK }
  const as = OFFICER
  const contracts = await readAll(client, escrow, escrowRoutes.listContracts, { as })
  const [book, accounts, sessions, refunds, merchants, products] = await Promise.all([
    client.call(escrow, escrowRoutes.listBalances, { as, params }),
    readAll(client, escrow, escrowRoutes.listAccounts, { as, params }),
    Promise.all(
      contracts.map(({ contractId }) =>
        readAll(client, escrow, escrowRoutes.listSessions, { as, params: { contractId } }),
      ),
    ),
    readAll(client, escrow, escrowRoutes.listRefunds, { as }),
    client.call(escrow, escrowRoutes.listMerchants, { as }),
    client.call(escrow, escrowRoutes.listProducts, { as: DESK }),
  ])
  const [statements, deposits, payouts, refundPayments, bank] = await Promise.all([
    readAll(client, settlement, settlementRoutes.listStatements, { as }),
    readAll(client, settlement, settlementRoutes.listDeposits, { as }),
    readAll(client, settlement, settlementRoutes.listPayouts, { as }),
    readAll(client, settlement, settlementRoutes.listRefundPayments, { as }),
    stage.bank.account(),
  ])
  const escrowSide = { book, accounts, contracts, sessions, refunds, merchants, products }
  return { ...escrowSide, statements, deposits, payouts, refundPayments, bank }
}

export type Standing = Awaited<ReturnType<typeof standingOf>>

/** Waits until facts have stopped travelling: nothing moves for a moment. */
export function awaitQuiet(stage: Stage): Promise<Standing> {
  return until('the house is quiet', async () => {
    const before = await standingOf(stage)
    await sleep(QUIET_MS)
    const after = await standingOf(stage)
    return JSON.stringify(before, text) === JSON.stringify(after, text) ? after : undefined
  })
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
