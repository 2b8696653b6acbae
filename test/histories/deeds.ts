// All deeds of a history, and how often each of them comes.
import type { Command } from '@ticun/escrow/in-process'
import { claimDeeds } from './claim-deeds.ts'
import type { Draw } from './draw.ts'
import { moneyDeeds } from './money-deeds.ts'
import { officeDeeds } from './office-deeds.ts'
import { peopleDeeds } from './people-deeds.ts'
import { refundDeeds } from './refund-deeds.ts'
import { saleDeeds } from './sale-deeds.ts'
import { serviceDeeds } from './service-deeds.ts'
import type { Stage } from './stage.ts'

type Deed = (stage: Stage, draw: Draw) => Command | undefined

/** Makes the command of a deed; undefined where there is nothing that it could be about. */
export const DEEDS = {
  ...saleDeeds,
  ...moneyDeeds,
  ...serviceDeeds,
  ...refundDeeds,
  ...officeDeeds,
  ...claimDeeds,
  ...peopleDeeds,
} satisfies Record<string, Deed>

export type DeedName = keyof typeof DEEDS

/**
 * How often each comes, beside the others. A deed that finds nothing to be about costs nothing, so
 * those that need much to have happened before are wanted often.
 */
export const WEIGHTS: Record<DeedName, number> = {
  sign: 60,
  renew: 15,
  upgrade: 35,
  cancel: 8,
  transfer: 30,
  acceptOffer: 20,
  endOffer: 8,
  payOffer: 40,
  suspendOrResume: 15,
  extend: 10,
  changeProduct: 6,
  pay: 110,
  payByNobody: 10,
  matchLate: 15,
  assign: 30,
  sendBack: 10,
  refundAtBank: 100,
  payoutAtBank: 40,
  runPayouts: 40,
  interest: 8,
  allocate: 20,
  record: 130,
  recordMany: 25,
  confirm: 110,
  reverse: 40,
  dispute: 45,
  settle: 70,
  ask: 50,
  agree: 25,
  contest: 25,
  escalate: 35,
  withdrawRefund: 15,
  reject: 8,
  award: 35,
  approve: 110,
  accept: 10,
  retry: 60,
  tick: 70,
  proposeCalendar: 3,
  supplyCalendar: 6,
  freeze: 6,
  lift: 25,
  moveMerchant: 14,
  approveMove: 40,
  computeMass: 30,
  approveMass: 110,
  reportChargeback: 10,
  decideChargeback: 70,
  recordFee: 15,
  releaseReserve: 15,
  approveRelease: 30,
  askGuardian: 12,
  answerGuardian: 30,
  endGuardian: 5,
  claimForOther: 15,
}
