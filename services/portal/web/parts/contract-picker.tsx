// Chooses a contract by what people know of it: a name, a number, the reference of a payment.
import type { ContractView } from '@ticun/protocol'
import { groupedReference } from '@ticun/protocol/reference'
import { Select } from 'antd'
import { useState } from 'react'
import { Field } from './fields.tsx'
import { useWords } from './language.tsx'
import { useDelayed } from './use-delayed.ts'
import { useList } from './use-resource.ts'
import { words } from './words.ts'

const TYPING_MS = 200
const SHOWN_MAX = 20

type ContractPickerProps = {
  readonly value: ContractView | undefined
  readonly onChange: (contract: ContractView | undefined) => void
}

/** Asks the service while one types. */
export function ContractPicker({ value, onChange }: ContractPickerProps) {
  const w = useWords(words)
  const [typed, setTyped] = useState('')
  const search = useDelayed(typed.trim(), TYPING_MS)
  const query = new URLSearchParams({ limit: String(SHOWN_MAX), ...(search ? { search } : {}) })
  const list = useList<ContractView>(`/api/escrow/v1/contracts?${query}`)
  return (
    <Field label={w.contract} hint={w.contractHint}>
      {(id) => (
        <Select<string>
          id={id}
          value={value?.contractId ?? null}
          showSearch={{ filterOption: false, onSearch: setTyped }}
          loading={list.loading}
          style={{ width: '100%' }}
          options={list.items.map((each) => ({ value: each.contractId, label: labelOf(each) }))}
          onChange={(picked) => onChange(list.items.find((each) => each.contractId === picked))}
        />
      )}
    </Field>
  )
}

function labelOf({ consumerName, productName, merchantName, reference }: ContractView): string {
  return [consumerName, productName, merchantName, groupedReference(reference)].join(' · ')
}
