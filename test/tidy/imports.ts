// Finds what a file imports, in the form that the formatter leaves it.
import { posix } from 'node:path'

export type Import = { specifier: string; isType: boolean }

const STATIC = /^(?:import|export)\s+(type\s)?[^'"`;()]*?from\s+'([^']+)'/gm
const BARE = /^import\s+'([^']+)'/gm
const DYNAMIC = /\bimport\(\s*'([^']+)'/g

/** Every import and re-export of a file. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text)
  return [
    ...[...code.matchAll(STATIC)].map(([, type, specifier = '']) => ({
      specifier,
      isType: type !== undefined,
    })),
    ...[...code.matchAll(BARE), ...code.matchAll(DYNAMIC)].map(([, specifier = '']) => ({
      specifier,
      isType: false,
    })),
  ]
}

/** Where a relative import of this file leads, as a path from the root. */
export function targetOf(path: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(path), specifier))
}

/** Lines that are nothing but comment are left empty, so that line numbers stay. */
export function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(?:\/\/|\/\*|\*).*$/gm, '')
}
