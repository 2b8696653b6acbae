// Friendly dead ends: an entrance that is somebody else's, an address that does not exist.
import { Button, Result } from 'antd'
import { Link } from 'react-router'
import { useWords } from './language.tsx'
import { DOORS, otherPersonHref } from './person.ts'
import type { Person } from './person.ts'
import { words } from './words.ts'

/** Shown at an entrance of another role. */
export function Forbidden({ person, door }: { readonly person: Person; readonly door: string }) {
  const w = useWords(words)
  return (
    <Result
      status="403"
      title={w.forbiddenTitle}
      subTitle={w.forbiddenHint(person.name)}
      extra={
        <div className="wrap" style={{ justifyContent: 'center' }}>
          <Link to={DOORS[person.role]}>
            <Button type="primary">{w.toMyDoor}</Button>
          </Link>
          <Button href={otherPersonHref(door)}>{w.otherPerson}</Button>
        </div>
      }
    />
  )
}

/** Shown at an address that nobody serves. */
export function NotFound() {
  const w = useWords(words)
  return (
    <Result
      status="404"
      title={w.notFoundTitle}
      subTitle={w.notFoundHint}
      extra={
        <Link to="/">
          <Button type="primary">{w.home}</Button>
        </Link>
      }
    />
  )
}
