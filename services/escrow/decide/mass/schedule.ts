// The schedule of a mass refund: one line for each lot, and the file that is signed.
import { createHash } from 'node:crypto'
import { massShare, type MassShare } from '@ticun/rules'
import type { Lot } from '../../world/nouns.ts'
import type { MassItem, MassMoney } from '../../world/mass-refund.ts'
import type { World } from '../../world/world.ts'

/** What a line says of its lot. */
export type ScheduleLine = Pick<MassItem, 'contractId' | 'lotId' | 'consumerId' | 'formula'> &
  MassMoney

const HEADER =
  'contract,lot,consumer,formula,held_fen,disputed_fen,refund_fen,kept_fen,shortfall_fen'

/** The schedule as a file: comma-separated, one header, lots by id, each line ended by LF. */
export function scheduleFile(lines: readonly ScheduleLine[]): string {
  const rows = lines.map((line) => {
    const { contractId, lotId, consumerId, formula } = line
    const { heldFen, disputedFen, refundFen, keptFen, shortfallFen } = line
    const fen = [heldFen, disputedFen, refundFen, keptFen, shortfallFen]
    return [contractId, lotId, consumerId, formula, ...fen].join(',')
  })
  return [HEADER, ...rows, ''].join('\n')
}

/** SHA-256 of the file, hexadecimal. */
export function scheduleSha256(lines: readonly ScheduleLine[]): string {
  return createHash('sha256').update(scheduleFile(lines)).digest('hex')
}

/** The share of a funded lot when its merchant is gone. */
export function shareOfLot(
  world: World,
  lot: Lot,
  { asOf, stoppedOn }: { asOf: string; stoppedOn: string | undefined },
): MassShare {
  return massShare({ ...lot, paidAt: lot.paidAt!, stoppedOn }, asOf, world.calendar)
}

/** The lines of all lots of a merchant in which anything is held, disputed or owed, by lot id. */
export function scheduleOfMerchant(
  world: World,
  merchantId: string,
  when: { asOf: string; stoppedOn: string | undefined },
): ScheduleLine[] {
  const lines: ScheduleLine[] = []
  for (const lot of world.lots.values()) {
    if (lot.merchantId !== merchantId || lot.paidAt === undefined) continue
    const share = shareOfLot(world, lot, when)
    const { taken, ...money } = share
    if (money.heldFen + money.disputedFen + money.shortfallFen === 0n) continue
    const { contractId, lotId } = lot
    const { consumerId } = world.contracts.get(contractId)!
    lines.push({ contractId, lotId, consumerId, formula: taken.formula, ...money })
  }
  return lines.toSorted((a, b) => (a.lotId < b.lotId ? -1 : 1))
}

/** All lines together. */
export function sumOf(lines: readonly MassMoney[]): MassMoney {
  const sum = { heldFen: 0n, disputedFen: 0n, refundFen: 0n, keptFen: 0n, shortfallFen: 0n }
  for (const line of lines) {
    sum.heldFen += line.heldFen
    sum.disputedFen += line.disputedFen
    sum.refundFen += line.refundFen
    sum.keptFen += line.keptFen
    sum.shortfallFen += line.shortfallFen
  }
  return sum
}

/** Amounts as facts and answers carry them. */
export function moneyText(money: MassMoney) {
  return {
    heldFen: money.heldFen.toString(),
    disputedFen: money.disputedFen.toString(),
    refundFen: money.refundFen.toString(),
    keptFen: money.keptFen.toString(),
    shortfallFen: money.shortfallFen.toString(),
  }
}
