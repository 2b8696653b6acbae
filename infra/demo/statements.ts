// How a statement file takes effect: one officer uploads it, another one confirms its balances.
import { randomUUID } from 'node:crypto'
import { settlementRoutes } from '@ticun/protocol'
import { OFFICER, SECOND_OFFICER, type Stage } from './stage.ts'

/** The report of its import; undefined when it was confirmed before, so nothing was to be done. */
export async function importFile(
  { client, house }: Pick<Stage, 'client' | 'house'>,
  raw: { type: string; text: string },
) {
  const { settlement } = house.urls
  const call = { as: OFFICER, key: randomUUID(), raw }
  const upload = await client.call(settlement, settlementRoutes.importStatement, call)
  if (upload.status === 'CONFIRMED') return undefined
  const { statementId, openingBalanceFen, closingBalanceFen } = upload
  return client.call(settlement, settlementRoutes.confirmStatement, {
    as: SECOND_OFFICER,
    key: randomUUID(),
    params: { statementId },
    body: { openingBalanceFen, closingBalanceFen },
  })
}
