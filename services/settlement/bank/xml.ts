// Knows XML as a tree of elements by local name, with nothing in it that could expand or load.
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { StatementRefusal } from './bank-statement.ts'

export type XmlElement = {
  /** The name without its prefix. */
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** The element's own text, references decoded, outer white space cut. */
  text: string
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

// The parser's own entity handling is off: what a document could define is never looked at.
const parser = new XMLParser({
  preserveOrder: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
})

/** Parses one document. A document type is refused before anything reads it. */
export function parseXml(text: string): { root: XmlElement } | StatementRefusal {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) {
    const detail = 'a document type declaration is not accepted'
    return { refused: 'statement_doctype_forbidden', detail }
  }
  const valid = XMLValidator.validate(text)
  if (valid !== true) {
    return { refused: 'statement_not_xml', detail: valid.err.msg, line: valid.err.line }
  }
  try {
    const parsed: unknown = parser.parse(text)
    const roots = elementsOf(parsed)
    const root = roots[0]
    if (root !== undefined && roots.length === 1) return { root }
    return { refused: 'statement_not_xml', detail: 'a document has one outermost element' }
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'the document cannot be parsed'
    return { refused: 'statement_not_xml', detail }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** In the parser's tree each node is an object with one key, its name, beside its attributes. */
function elementsOf(nodes: unknown): XmlElement[] {
  if (!Array.isArray(nodes)) return []
  return nodes.filter(isRecord).flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@')
    if (name === undefined || name.startsWith('#')) return []
    const content = node[name]
    const attributes = isRecord(node[':@']) ? node[':@'] : {}
    const named = Object.entries(attributes).map(
      ([key, value]) => [key, typeof value === 'string' ? decoded(value) : ''] as const,
    )
    return [
      {
        name,
        attributes: Object.fromEntries(named),
        children: elementsOf(content),
        text: textOf(content).trim(),
      },
    ]
  })
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return ''
  return content
    .filter(isRecord)
    .map((node) => {
      if (typeof node['#text'] === 'string') return decoded(node['#text'])
      return rawText(node['#cdata'])
    })
    .join('')
}

/** CDATA holds no references, so nothing in it is decoded. */
function rawText(content: unknown): string {
  if (!Array.isArray(content)) return ''
  const texts = content.filter(isRecord).map((node) => node['#text'])
  return texts.filter((text) => typeof text === 'string').join('')
}

function decoded(text: string): string {
  return text.replace(
    /&(#x[\da-fA-F]{1,6}|#\d{1,7}|\w+);/g,
    (whole: string, reference: string) => characterOf(reference) ?? whole,
  )
}

/** A reference to a character that XML cannot carry stays as it was written. */
function characterOf(reference: string): string | undefined {
  if (!reference.startsWith('#')) return NAMED[reference]
  const hex = reference.startsWith('#x')
  const code = hex ? Number.parseInt(reference.slice(2), 16) : Number(reference.slice(1))
  if (code > 0x10ffff || (code < 0x20 && code !== 9 && code !== 10 && code !== 13)) return undefined
  return code >= 0xd800 && code <= 0xdfff ? undefined : String.fromCodePoint(code)
}

/** The children of that name. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

/** The first element at the end of a path of names, if there is one. */
export function elementAt(
  element: XmlElement | undefined,
  ...path: string[]
): XmlElement | undefined {
  let found = element
  for (const name of path) found = found?.children.find((child) => child.name === name)
  return found
}

/** Whether an `xs:boolean` at the end of a path is true: it is written `true` or `1`. */
export function flagAt(element: XmlElement | undefined, ...path: string[]): boolean {
  return ['true', '1'].includes(textAt(element, ...path) ?? '')
}

/** The text at the end of a path of names; undefined when it is missing or empty. */
export function textAt(element: XmlElement | undefined, ...path: string[]): string | undefined {
  const text = elementAt(element, ...path)?.text
  return text === '' ? undefined : text
}
