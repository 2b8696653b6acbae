// How facts of guardianships change the world.
import type { Guardianship } from '../../world/guardianship.ts'
import type { World } from '../../world/world.ts'
import { put, type ChangeTable, type FactOf } from './change.ts'

function change(world: World, guardianshipId: string, to: Partial<Guardianship>): void {
  const before = world.guardianships.get(guardianshipId)!
  put(world, 'guardianships', guardianshipId, { ...before, ...to })
}

function ask(world: World, { data, actor, occurredAt }: FactOf<'guardianship.asked'>): void {
  const { guardianshipId, wardId, guardianId, kind, until, evidenceSha256 } = data
  const own = actor.party === wardId ? 'WARD' : 'GUARDIAN'
  const pending =
    evidenceSha256 === undefined
      ? undefined
      : { to: 'IN_FORCE' as const, by: actor.id, evidenceSha256 }
  put(world, 'guardianships', guardianshipId, {
    guardianshipId,
    wardId,
    guardianId,
    kind,
    status: 'ASKED',
    until,
    askedBy: actor.role === 'officer' ? 'OFFICER' : own,
    askedAt: occurredAt,
    decided: false,
    pending,
    begunAt: undefined,
    endedAt: undefined,
  })
  for (const id of [wardId, guardianId]) {
    const others = world.guardianshipsOf.get(id)
    if (others) world.guardianshipsOf.set(id, [...others, guardianshipId])
  }
}

export const guardianshipChanges = {
  'guardianship.asked': ask,
  'guardianship.accepted': (world, { data, occurredAt }) =>
    change(world, data.guardianshipId, { status: 'IN_FORCE', begunAt: occurredAt }),
  'guardianship.declined': (world, { data, occurredAt }) =>
    change(world, data.guardianshipId, {
      status: 'DECLINED',
      pending: undefined,
      endedAt: occurredAt,
    }),
  'guardianship.proposed': (world, { data, actor }) => {
    const { to, evidenceSha256 } = data
    change(world, data.guardianshipId, { pending: { to, by: actor.id, evidenceSha256 } })
  },
  'guardianship.kept': (world, { data }) =>
    change(world, data.guardianshipId, { pending: undefined }),
  'guardianship.decided': (world, { data, occurredAt }) => {
    const { begunAt = occurredAt } = world.guardianships.get(data.guardianshipId)!
    const decided = { status: 'IN_FORCE', decided: true, pending: undefined, begunAt } as const
    change(world, data.guardianshipId, decided)
  },
  'guardianship.ended': (world, { data, occurredAt }) =>
    change(world, data.guardianshipId, {
      status: 'ENDED',
      pending: undefined,
      endedAt: occurredAt,
    }),
} satisfies Partial<ChangeTable>
