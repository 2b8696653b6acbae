// The policies that come with the program: what holds until a book sets its own.
import { EVERYBODY } from './everybody.ts'
import { FITNESS } from './fitness.ts'
import { TUTORING } from './tutoring.ts'
import { BUILT_IN, type PolicyRow } from './policy.ts'

export const BUILT_IN_POLICIES: readonly PolicyRow[] = [...EVERYBODY, ...FITNESS, ...TUTORING].map(
  (draft) => {
    const { industry, district, key, kind = '*', from } = draft
    return {
      ...draft,
      policyId: ['built-in', industry, district, key, kind, from].join('/'),
      setBy: BUILT_IN,
    }
  },
)
