// The field for a policy's value: what its key asks for.
import { Checkbox, InputNumber } from 'antd'
import { useState } from 'react'
import { ChoiceField, Field, YuanField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { shapeOf } from './policy-value.tsx'
import type { PolicyKey } from './policy-value.tsx'
import { policyWords } from './policy-words.ts'

/** As the service takes it; undefined while it is not complete, null for "no limit". */
export type PolicyValueText = string | number | null | undefined

type ValueFieldProps = {
  readonly of: PolicyKey
  readonly onChange: (value: PolicyValueText) => void
}

/** Caps may also be none. */
export function PolicyValueField({ of, onChange }: ValueFieldProps) {
  const w = useWords(policyWords)
  const [none, setNone] = useState(false)
  const capped = of.startsWith('cap_')
  return (
    <>
      {none ? null : <Value of={of} onChange={onChange} />}
      {capped ? (
        <Checkbox
          checked={none}
          onChange={(event) => {
            setNone(event.target.checked)
            onChange(event.target.checked ? null : undefined)
          }}
        >
          {w.noLimit}
        </Checkbox>
      ) : null}
    </>
  )
}

function Value({ of, onChange }: ValueFieldProps) {
  const w = useWords(policyWords)
  const [word, setWord] = useState<string>()
  const shape = shapeOf(of)
  if (shape === 'fen') return <YuanField label={w.value} onChange={onChange} />
  if (shape === 'word') {
    return (
      <ChoiceField
        label={w.value}
        value={word}
        names={of === 'payout_cycle' ? w.cycles : w.bearers}
        onChange={(next) => {
          setWord(next)
          onChange(next)
        }}
      />
    )
  }
  const [, unit] = /^\d+ ?(.*)$/.exec(unitOf(shape, w)) ?? ['', '']
  return (
    <Field label={w.value}>
      {(id) => (
        <InputNumber
          id={id}
          min={0}
          precision={0}
          style={{ width: '100%' }}
          suffix={unit}
          onChange={(value) => onChange(value ?? undefined)}
        />
      )}
    </Field>
  )
}

function unitOf(shape: string, w: (typeof policyWords)['zh']): string {
  if (shape === 'share') return `1 ${w.basisPoints}`
  if (shape === 'sessions') return w.sessions(1)
  if (shape === 'months') return w.months(1)
  return shape === 'workingDays' ? w.workingDays(1) : w.days(1)
}
