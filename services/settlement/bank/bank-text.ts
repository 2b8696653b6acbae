// Knows how to turn the bytes of a bank's file into text without guessing silently.
import type { StatementRefusal } from './bank-statement.ts'

export const STATEMENT_BYTES_MAX = 32 * 1024 * 1024
/** How far into a file its XML declaration is looked for, in bytes. */
const DECLARATION_BYTES = 200
/** GB 18030 holds GBK and GB 2312, which is what files of Chinese banks mean by either name. */
const CHINESE_NAMES = new Set(['gbk', 'gb2312', 'gb18030', 'gb_2312', 'gb_2312-80'])

export type BankText = { text: string }

/** Decodes an XML file: UTF-8, or the Chinese encoding that its declaration names. */
export function decodeXml(file: string | Uint8Array): BankText | StatementRefusal {
  if (typeof file === 'string') return sized(file)
  const head = new TextDecoder('latin1').decode(file.subarray(0, DECLARATION_BYTES))
  const declared = /^[^<]*<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(head)?.[1]?.toLowerCase()
  if (declared !== undefined && CHINESE_NAMES.has(declared)) return decode(file, ['gb18030'])
  return decode(file, ['utf-8'])
}

/** Decodes a CSV file, which cannot say what it is: UTF-8 if it is valid, else GB 18030. */
export function decodeCsv(file: string | Uint8Array): BankText | StatementRefusal {
  return typeof file === 'string' ? sized(file) : decode(file, ['utf-8', 'gb18030'])
}

function decode(file: Uint8Array, encodings: string[]): BankText | StatementRefusal {
  if (file.byteLength > STATEMENT_BYTES_MAX) return tooLarge()
  for (const encoding of encodings) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(file)
      if (isPlain(text)) return { text }
    } catch {
      // Not this encoding; the next one may fit.
    }
  }
  const detail = `the file is not ${encodings.join(' or ')}`
  return { refused: 'statement_encoding_unknown', detail }
}

function sized(text: string): BankText | StatementRefusal {
  if (text.length > STATEMENT_BYTES_MAX) return tooLarge()
  if (!isPlain(text)) {
    return { refused: 'statement_encoding_unknown', detail: 'the text holds control characters' }
  }
  return { text: text.startsWith('\u{FEFF}') ? text.slice(1) : text }
}

/** Control characters come from bytes read in the wrong encoding; no statement has them. */
function isPlain(text: string): boolean {
  return text.isWellFormed() && !/[^\P{Cc}\t\n\r\u0080-\u009f]/u.test(text)
}

function tooLarge(): StatementRefusal {
  const detail = `the file is larger than ${STATEMENT_BYTES_MAX} bytes`
  return { refused: 'statement_too_large', detail }
}
