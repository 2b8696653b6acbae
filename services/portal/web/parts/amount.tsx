// An amount of money on the page: 元 from fen, digits aligned.
import { useWords } from './language.tsx'
import { yuan } from './format.ts'
import { words } from './words.ts'

type AmountProps = { readonly fen: string; readonly big?: boolean; readonly bare?: boolean }

/** Shows fen (integer text) as 元. `big` for the figure of a page, `bare` without the unit. */
export function Amount({ fen, big = false, bare = false }: AmountProps) {
  const w = useWords(words)
  return (
    <span className={big ? 'figure big' : 'figure'} data-fen={fen}>
      {yuan(fen)}
      {bare ? null : <span className="unit">{w.yuan}</span>}
    </span>
  )
}

type TileProps = { readonly label: string; readonly fen: string; readonly hint?: string }

/** A labelled amount in a row of figures. */
export function AmountTile({ label, fen, hint }: TileProps) {
  return (
    <div>
      <div className="quiet">{label}</div>
      <div style={{ fontSize: 22, fontWeight: 600 }}>
        <Amount fen={fen} />
      </div>
      {hint === undefined ? null : <small className="quiet">{hint}</small>}
    </div>
  )
}
