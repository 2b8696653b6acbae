// What is refused before any verb is asked: what a hold or the merchant's state keeps still.
import type { Refusal } from '@ticun/protocol'
import type { SingleCommand } from '../command/command.ts'
import type { Contract } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'
import { lotRefusal } from './holds.ts'
import { lotForSession } from './lot-choice.ts'
import { isParty } from './ownership.ts'
import { lotMeant } from './refunds/request.ts'

type Of<V extends SingleCommand['verb']> = Extract<SingleCommand, { verb: V }>

/** For each verb that moves money or rights what keeps it still; the others always may. */
type Guards = {
  [V in SingleCommand['verb']]?: (world: World, command: Of<V>) => Refusal | undefined
}

const guards: Guards = {
  'record-session': (world, command) =>
    ofContract(world, command, command.contractId, (contract) => {
      const lot = lotForSession(world, contract.contractId, command)
      return 'refused' in lot ? undefined : lotRefusal(world, { ...contract, lotId: lot.lotId })
    }),
  'confirm-session': (world, command) => {
    const session = world.sessions.get(command.sessionId)
    return ofContract(world, command, session?.contractId, (contract) =>
      lotRefusal(world, { ...contract, lotId: session!.lotId }),
    )
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
    return refund && body.decision === 'APPROVE' ? lotRefusal(world, refund) : undefined
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

function ofContract(
  world: World,
  { actor }: SingleCommand,
  contractId: string | undefined,
  judge: (contract: Contract) => Refusal | undefined,
): Refusal | undefined {
  const contract = contractId === undefined ? undefined : world.contracts.get(contractId)
  if (!contract || !isParty(actor, contract)) return undefined
  return judge(contract)
}
