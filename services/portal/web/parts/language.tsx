// Which language the pages speak: Chinese first, English by choice, remembered in the browser.
import { Button } from 'antd'
import { createContext, use, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'

export type Language = 'zh' | 'en'
/** One dictionary: the same keys in both languages. */
export type Words<W> = Readonly<Record<Language, W>>

const KEY = 'ticun.language'
const LANGUAGE_TAGS = { zh: 'zh-CN', en: 'en' } as const

type Choice = { readonly language: Language; readonly choose: (language: Language) => void }

const LanguageContext = createContext<Choice>({ language: 'zh', choose: () => undefined })

/** Gives every page below it the chosen language. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    localStorage.getItem(KEY) === 'en' ? 'en' : 'zh',
  )
  useEffect(() => {
    document.documentElement.lang = LANGUAGE_TAGS[language]
    localStorage.setItem(KEY, language)
  }, [language])
  const choice = useMemo(() => ({ language, choose: setLanguage }), [language])
  return <LanguageContext value={choice}>{children}</LanguageContext>
}

export function useLanguage(): Choice {
  return use(LanguageContext)
}

/** The words of a dictionary in the chosen language. */
export function useWords<W>(words: Words<W>): W {
  return words[useLanguage().language]
}

/** Switches to the other language; names it in that language. */
export function LanguageSwitch() {
  const { language, choose } = useLanguage()
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <Button type="text" size="small" lang={LANGUAGE_TAGS[other]} onClick={() => choose(other)}>
      {other === 'zh' ? '中文' : 'English'}
    </Button>
  )
}
