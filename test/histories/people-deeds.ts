// Who acts for whom: asked, accepted, decided, ended; and people who claim what nobody gave them.
import type { Command } from '@ticun/escrow/in-process'
import type { Actor } from '@ticun/protocol'
import { consumerOf, EVIDENCE } from './cast.ts'
import type { Draw } from './draw.ts'
import { someLot } from './sale-deeds.ts'
import { commandOf, officers, type Stage } from './stage.ts'

const peopleOf = ({ consumers, guardian }: Stage) => [...consumers, guardian]

/** Mostly one of the two, now and then somebody else, or an officer with evidence. */
function askGuardian(stage: Stage, draw: Draw): Command {
  const people = peopleOf(stage)
  const [wardId, guardianId] = [draw.one(people)!, draw.one(people)!]
  const byOfficer = draw.percent(40)
  const party = draw.percent(90) ? draw.one([wardId, guardianId])! : draw.one(people)!
  const days = draw.upTo(300)
  const until = new Date(Date.parse(stage.now) + days * 86_400_000).toISOString().slice(0, 10)
  return commandOf(stage, byOfficer ? draw.one(officers)! : consumerOf(party), {
    verb: 'ask-guardianship',
    guardianshipId: stage.ids('grd'),
    wardId,
    guardianId,
    kind: draw.percent(60) ? 'MINOR' : 'WARD',
    ...(draw.percent(40) ? { until } : {}),
    ...(byOfficer ? { evidenceSha256: EVIDENCE } : {}),
  })
}

function someone(stage: Stage, draw: Draw): Actor {
  return draw.percent(50) ? draw.one(officers)! : consumerOf(draw.one(peopleOf(stage))!)
}

function answerGuardian(stage: Stage, draw: Draw): Command | undefined {
  const all = [...stage.world.guardianships.values()]
  const open = draw.one(all.filter(({ status, pending }) => status === 'ASKED' || pending))
  if (!open) return undefined
  const { guardianshipId, wardId, guardianId } = open
  const byOfficer = draw.percent(60)
  const party = draw.percent(90) ? draw.one([wardId, guardianId])! : draw.one(peopleOf(stage))!
  const decision = draw.percent(80)
    ? byOfficer
      ? ('APPROVE' as const)
      : ('ACCEPT' as const)
    : draw.one(['ACCEPT', 'DECLINE', 'APPROVE', 'REJECT'] as const)!
  const body = { decision, evidenceSha256: EVIDENCE }
  const actor = byOfficer ? draw.one(officers)! : consumerOf(party)
  return commandOf(stage, actor, { verb: 'decide-guardianship', guardianshipId, body })
}

function endGuardian(stage: Stage, draw: Draw): Command | undefined {
  const some = draw.one([...stage.world.guardianships.values()])
  if (!some) return undefined
  const verb = { verb: 'end-guardianship', guardianshipId: some.guardianshipId } as const
  return commandOf(stage, someone(stage, draw), { ...verb, evidenceSha256: EVIDENCE })
}

/** Somebody gives away, or asks back, what is a consumer's, whoever that is. */
function claimForOther(stage: Stage, draw: Draw): Command | undefined {
  const some = someLot(stage, draw, ({ status }) => status === 'ACTIVE')
  if (!some) return undefined
  const { contractId, lotId } = some.lot
  const actor = consumerOf(draw.one(peopleOf(stage))!)
  if (draw.percent(50)) {
    const refund = { verb: 'request-refund', refundId: stage.ids('ref'), reason: '搬家' } as const
    return commandOf(stage, actor, { ...refund, contractId, lotId })
  }
  return commandOf(stage, actor, {
    verb: 'transfer-contract',
    contractId,
    toContractId: stage.ids('ctr'),
    isNewContract: true,
    toConsumerId: actor.party!,
    toConsumerName: '王五',
    everything: false,
    lots: [{ fromLotId: lotId, lotId: stage.ids('lot') }],
  })
}

export const peopleDeeds = { askGuardian, answerGuardian, endGuardian, claimForOther }
