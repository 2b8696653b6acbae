// Proposing a policy: its key and value, where and when it holds, its source, what it would touch.
import type { PolicyPreview } from '@ticun/protocol'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { postJson } from '../parts/api.ts'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ChoiceField, DayField, TextField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { useCommand } from '../parts/use-command.ts'
import { PolicyValueField } from './policy-value-field.tsx'
import type { PolicyValueText } from './policy-value-field.tsx'
import { ANYWHERE } from './policy-value.tsx'
import type { PolicyKey } from './policy-value.tsx'
import { policyWords } from './policy-words.ts'

type Kind = keyof (typeof policyWords)['zh']['kinds']

/** Any code may be new: a trade is added by policies alone. */
const INDUSTRY = /^(\*|[A-Z][A-Z_]{1,39})$/

type ProposePolicyProps = {
  readonly bookId: string
  readonly onClose: () => void
  readonly onDone: () => void
}

/** The dialog; it is there only while it is open. */
export function ProposePolicy({ bookId, onClose, onDone }: ProposePolicyProps) {
  const w = useWords(policyWords)
  const [key, setKey] = useState<PolicyKey>('dispute_window_days')
  const [value, setValue] = useState<PolicyValueText>()
  const [industry, setIndustry] = useState('FITNESS')
  const [district, setDistrict] = useState('')
  const [kind, setKind] = useState<Kind>()
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [source, setSource] = useState('')
  const isCode = INDUSTRY.test(industry)
  const ready = value !== undefined && isCode && from !== '' && source.trim() !== ''
  const policy = {
    key,
    value,
    industry,
    district: district === '' ? ANYWHERE : district,
    ...(kind ? { kind } : {}),
    from,
    ...(until === '' ? {} : { until }),
    source: source.trim(),
  }
  return (
    <CommandDialog
      open
      title={w.proposeTitle}
      ok={w.propose}
      path={ready ? '/api/escrow/v1/policies' : undefined}
      body={{ bookId, policy }}
      done={w.proposed}
      onClose={onClose}
      onDone={onDone}
    >
      <ChoiceField
        label={w.key}
        value={key}
        names={w.keys}
        search
        onChange={(next) => {
          setKey(next)
          setValue(undefined)
        }}
      />
      <PolicyValueField key={key} of={key} onChange={setValue} />
      <TextField
        label={w.industry}
        value={industry}
        hint={w.industryHint}
        onChange={(text) => setIndustry(text.toUpperCase())}
      />
      <TextField label={w.district} value={district} onChange={setDistrict} />
      <ChoiceField label={w.kind} value={kind} names={w.kinds} onChange={setKind} />
      <DayField label={w.from} onChange={setFrom} />
      <DayField label={w.until} onChange={setUntil} />
      <TextField label={w.source} value={source} onChange={setSource} />
      <Preview bookId={bookId} policy={policy} ready={ready} />
      <small className="quiet">{w.proposeHint}</small>
    </CommandDialog>
  )
}

type PreviewProps = {
  readonly bookId: string
  readonly policy: object
  readonly ready: boolean
}

/** Asks what the policy would touch; nothing changes. */
function Preview({ bookId, policy, ready }: PreviewProps) {
  const w = useWords(policyWords)
  const command = useCommand<PolicyPreview>()
  const [seen, setSeen] = useState<{ of: string; touched: PolicyPreview }>()
  const asked = JSON.stringify(policy)
  async function look(): Promise<void> {
    const touched = await command.send(asked, (key) =>
      postJson<PolicyPreview>('/api/escrow/v1/policy-previews', { bookId, policy }, key),
    )
    if (touched) setSeen({ of: asked, touched })
  }
  const touched = seen?.of === asked ? seen.touched : undefined
  const names = Object.entries(w.effects) as [keyof typeof w.effects, string][]
  return (
    <>
      <Button disabled={!ready} loading={command.busy} onClick={() => void look()}>
        {w.preview}
      </Button>
      {command.problem ? <ProblemView problem={command.problem} /> : null}
      {touched ? (
        <Alert
          type="info"
          title={w.previewTitle}
          data-test="preview"
          description={
            <>
              {names.map(([name, label]) => (
                <div key={name} className="row">
                  <span>{label}</span>
                  <b>{touched[name].count}</b>
                </div>
              ))}
              <div className="row">
                <span>{w.contractsKept}</span>
                <b>{touched.contractsKept}</b>
              </div>
            </>
          }
        />
      ) : null}
    </>
  )
}
