// An officer who did something: "you" where it was oneself, because the author never approves.
import { useWords } from './language.tsx'
import { usePerson } from './person.ts'
import { words } from './words.ts'

/** Other officers are known by their log-in only. */
export function Officer({ id }: { readonly id: string | undefined }) {
  const w = useWords(words)
  const { login, name } = usePerson()
  if (id === undefined) return null
  return <span>{id === login ? `${name}（${w.you}）` : id}</span>
}
