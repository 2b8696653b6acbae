// The words of the notary's entrance.
import type { Words } from '../parts/language.tsx'
import { en } from './words-en.ts'
import { zh } from './words-zh.ts'

export const words: Words<typeof zh> = { zh, en }
