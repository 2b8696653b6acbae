// The table of guardianships, as Kysely sees it.
import type { Guardianship } from './world/guardianship.ts'

export type GuardianshipTables = {
  guardianship: {
    book_id: string
    guardianship_id: string
    ward_id: string
    guardian_id: string
    kind: string
    status: string
    until: string | null
    asked_by: string
    asked_at: string
    decided: boolean
    pending: NonNullable<Guardianship['pending']> | null
    begun_at: string | null
    ended_at: string | null
  }
}
