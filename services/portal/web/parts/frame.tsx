// The bar above every page: brand, who is logged in, language, log-out.
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { LanguageSwitch, useWords } from './language.tsx'
import type { Person } from './person.ts'
import { words } from './words.ts'

type FrameProps = {
  readonly person: Person | undefined
  readonly narrow?: boolean
  readonly children: ReactNode
}

/** One page: the bar and, below it, the content; `narrow` for phones. */
export function Frame({ person, narrow = false, children }: FrameProps) {
  const w = useWords(words)
  return (
    <>
      <header className="bar">
        <div className="bar-inner">
          <Link to="/" className="brand">
            {w.brand}
          </Link>
          <span className="grow" />
          <LanguageSwitch />
          {person ? (
            <>
              <span>{person.name}</span>
              <form method="post" action="/auth/logout">
                <Button type="text" size="small" htmlType="submit">
                  {w.logOut}
                </Button>
              </form>
            </>
          ) : null}
        </div>
      </header>
      <main className={narrow ? 'page narrow' : 'page'}>{children}</main>
    </>
  )
}
