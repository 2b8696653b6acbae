// The words of the officers' decisions: queue, disputes, freezes, merchants, mass refunds.
import type { Words } from '../parts/language.tsx'
import { en } from './duty-words-en.ts'
import { zh } from './duty-words-zh.ts'

export const dutyWords: Words<typeof zh> = { zh, en }
