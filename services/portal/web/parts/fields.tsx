// Labelled fields of dialogs: a reason, a choice, a day, an amount, the hash of a file.
import { Button, DatePicker, Input, Select, Typography, Upload } from 'antd'
import { parseYuan } from '@ticun/money'
import { hex } from '@ticun/proof'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { shortHash } from './format.ts'
import { useWords } from './language.tsx'
import { choices } from './states.ts'
import { words } from './words.ts'

const REASON_CHARS_MAX = 200

type FieldProps = {
  readonly label: string
  readonly hint?: string | undefined
  readonly children: (id: string) => ReactNode
}

/** A label, its control, and a hint below. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <div>{children(id)}</div>
      {hint === undefined ? null : <small className="quiet">{hint}</small>}
    </div>
  )
}

type TextProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string | undefined
}

/** Why: up to 200 characters. */
export function ReasonField({ label, value, onChange, hint }: TextProps) {
  return (
    <Field label={label}>
      {(id) => (
        <Input.TextArea
          id={id}
          value={value}
          maxLength={REASON_CHARS_MAX}
          autoSize={{ minRows: 2 }}
          placeholder={hint}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

/** One line of text. */
export function TextField({ label, value, onChange, hint }: TextProps) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <Input id={id} value={value} onChange={(event) => onChange(event.target.value.trim())} />
      )}
    </Field>
  )
}

type ChoiceProps<T extends string> = {
  readonly label: string
  readonly value: T | undefined
  readonly names: Readonly<Record<T, string>>
  readonly onChange: (value: T) => void
  readonly search?: boolean
}

/** One of several. */
export function ChoiceField<T extends string>(props: ChoiceProps<T>) {
  const { label, value, names, onChange, search = false } = props
  return (
    <Field label={label}>
      {(id) => (
        <Select<string>
          id={id}
          value={value ?? null}
          options={choices(names)}
          style={{ width: '100%' }}
          {...(search ? { showSearch: { optionFilterProp: 'label' } } : {})}
          onChange={(chosen) => onChange(chosen as T)}
        />
      )}
    </Field>
  )
}

type DayProps = Omit<TextProps, 'value'>

/** A calendar day in Shanghai, as YYYY-MM-DD; empty text when cleared. */
export function DayField({ label, onChange, hint }: DayProps) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <DatePicker
          id={id}
          style={{ width: '100%' }}
          onChange={(_, text) => onChange(typeof text === 'string' ? text : '')}
        />
      )}
    </Field>
  )
}

type EvidenceProps = { readonly onChange: (sha256: string | undefined) => void }

/** Chooses a file; only its SHA-256 leaves this computer. */
export function EvidenceField({ onChange }: EvidenceProps) {
  const w = useWords(words)
  const [shown, setShown] = useState('')
  async function take(file: File): Promise<void> {
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
    const sha256 = hex(new Uint8Array(digest))
    setShown(`${file.name} ${shortHash(sha256)}`)
    onChange(sha256)
  }
  return (
    <Field label={w.evidence}>
      {(id) => (
        <Upload
          id={id}
          maxCount={1}
          showUploadList={false}
          beforeUpload={(file) => {
            void take(file)
            return false
          }}
        >
          <Button>{w.evidencePick}</Button>{' '}
          {shown === '' ? null : <Typography.Text className="hash">{shown}</Typography.Text>}
        </Upload>
      )}
    </Field>
  )
}

type YuanProps = {
  readonly label: string
  readonly hint?: string
  /** Fen as text; undefined while it is no amount. */
  readonly onChange: (fen: string | undefined) => void
}

/** An amount that people write in 元, handed on as whole fen. */
export function YuanField({ label, hint, onChange }: YuanProps) {
  const [text, setText] = useState('')
  const { yuan } = useWords(words)
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <Input
          id={id}
          value={text}
          inputMode="decimal"
          suffix={yuan}
          status={text !== '' && parseYuan(text) === undefined ? 'error' : ''}
          onChange={(event) => {
            const typed = event.target.value.trim()
            setText(typed)
            onChange(parseYuan(typed)?.toString())
          }}
        />
      )}
    </Field>
  )
}
