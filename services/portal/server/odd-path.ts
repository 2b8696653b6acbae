// Knows which paths no page, no asset and no resource has, so that nothing behind reads them.

const PATH_LENGTH_MAX = 2_048
/** What no segment is called, plainly or escaped; an account has a slash in it (`2003%2Fmer_…`). */
const ODD = /\\|\/\/|\/\.{1,2}(?:\/|$)|%2e|%5c|%25|%[01]|%7f|[^\x21-\x7e]/i

/** Why nothing can be there; undefined for a path that may be one. */
export function oddPath(url: string): 'unknown_route' | 'path_too_long' | undefined {
  const path = url.split('?', 1)[0] ?? ''
  if (path.length > PATH_LENGTH_MAX) return 'path_too_long'
  return path.startsWith('/') && !ODD.test(path) ? undefined : 'unknown_route'
}
