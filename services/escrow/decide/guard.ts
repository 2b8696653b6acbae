// What is refused before any verb is asked: what a hold or the merchant's state keeps still.
import type { Refusal } from '@ticun/protocol'
import type { SingleCommand } from '../command/command.ts'
import type { Contract } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'
import { lotRefusal, timeRefusal } from './holds.ts'
import { lotForSession } from './lot-choice.ts'
import { confirmRefusal, saleRefusal, serviceRefusal } from './merchants/allowed.ts'
import { isParty, mayBind } from './ownership.ts'
import { lotMeant } from './refunds/request.ts'

type Of<V extends SingleCommand['verb']> = Extract<SingleCommand, { verb: V }>

/** For each verb that moves money or rights what keeps it still; the others always may. */
type Guards = {
  [V in SingleCommand['verb']]?: (world: World, command: Of<V>) => Refusal | undefined
}

const guards: Guards = {
  'sign-contract': (world, command) => {
    const product = world.products.get(command.productId)
    if (!product || !mayBind(world, command, { ...product, ...command })) return undefined
    return saleRefusal(world, product.merchantId)
  },
  'add-lot': (world, command) =>
    ofContract(world, command, command.contractId, (contract) => {
      const { upgradedLotId: lotId } = command
      const unsold = saleRefusal(world, contract.merchantId)
      return unsold ?? (lotId ? lotRefusal(world, { ...contract, lotId }) : undefined)
    }),
  'accept-offer': (world, command) => {
    const offer = world.offers.get(command.offerId)
    if (!offer || offer.status !== 'OPEN' || !isParty(world, command, offer)) return undefined
    const { fromLotId: lotId, transfer } = offer
    if (transfer) {
      const from = world.contracts.get(transfer.fromContractId)
      return from && givenRefusal(world, from, transfer.lots)
    }
    const unsold = saleRefusal(world, offer.merchantId)
    return unsold ?? (lotId ? lotRefusal(world, { ...offer, lotId }) : undefined)
  },
  // What is held still for one consumer is not another one's tomorrow.
  'transfer-contract': (world, command) =>
    ofContract(world, command, command.contractId, (contract) =>
      givenRefusal(world, contract, command.lots),
    ),
  'record-session': (world, command) =>
    ofContract(world, command, command.contractId, (contract) => {
      const { merchantId, contractId } = contract
      // Which lot it would take is a question only where something is held.
      const lot = world.holds.size > 0 ? lotForSession(world, contractId, command) : undefined
      const held =
        lot && 'lotId' in lot ? lotRefusal(world, { ...contract, lotId: lot.lotId }) : undefined
      const confirmed = command.codeWindow !== undefined
      return (
        held ??
        serviceRefusal(world, merchantId) ??
        (confirmed ? confirmRefusal(world, merchantId, command.occurredAt) : undefined)
      )
    }),
  'confirm-session': (world, command) => {
    const session = world.sessions.get(command.sessionId)
    return ofContract(world, command, session?.contractId, (contract) => {
      const { lotId, merchantId, occurredAt } = session!
      return (
        lotRefusal(world, { ...contract, lotId }) ?? confirmRefusal(world, merchantId, occurredAt)
      )
    })
  },
  'settle-dispute': (world, command) => {
    const session = world.sessions.get(command.sessionId)
    return ofContract(world, command, session?.contractId, (contract) =>
      lotRefusal(world, { ...contract, lotId: session!.lotId }),
    )
  },
  'request-refund': (world, command) =>
    ofContract(world, command, command.contractId, (contract) => {
      const lot = lotMeant(lotsOf(world, contract.contractId), command.lotId)
      return 'refused' in lot ? undefined : lotRefusal(world, { ...contract, lotId: lot.lotId })
    }),
  'decide-refund': (world, { refundId, body }) => {
    const refund = world.refunds.get(refundId)
    const isPaying = body.decision === 'APPROVE' || body.decision === 'RETRY'
    return refund && isPaying ? lotRefusal(world, refund) : undefined
  },
  // Silence and the days of a term card release money: not while anything is held still.
  'take-timer': (world, { timer: { kind, subject, contractId } }) => {
    if (kind !== 'CONFIRM_SESSION' && kind !== 'ACCRUE_LOT') return undefined
    const session = kind === 'CONFIRM_SESSION' ? world.sessions.get(subject) : undefined
    const contract = world.contracts.get(session?.contractId ?? contractId ?? '')
    if (!contract) return undefined
    return timeRefusal(world, { ...contract, lotId: session?.lotId ?? subject })
  },
}

/**
 * The refusal of a command that would move what is kept still; undefined lets the verb decide. A
 * noun that is unknown, or not the actor's, is the verb's to tell: that comes before.
 */
export function guard(world: World, command: SingleCommand): Refusal | undefined {
  const keep = guards[command.verb] as
    ((world: World, command: SingleCommand) => Refusal | undefined) | undefined
  return keep?.(world, command)
}

function givenRefusal(
  world: World,
  contract: Contract,
  lots: readonly { fromLotId: string }[],
): Refusal | undefined {
  const held = lots.map(({ fromLotId: lotId }) => lotRefusal(world, { ...contract, lotId }))
  return held.find((refusal) => refusal !== undefined)
}

function ofContract(
  world: World,
  command: SingleCommand,
  contractId: string | undefined,
  judge: (contract: Contract) => Refusal | undefined,
): Refusal | undefined {
  const contract = contractId === undefined ? undefined : world.contracts.get(contractId)
  if (!contract || !isParty(world, command, contract)) return undefined
  return judge(contract)
}
