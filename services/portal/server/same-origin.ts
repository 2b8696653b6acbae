// Tells whether a request that changes something comes from the portal's own pages (pure).

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

export type Origins = {
  readonly method: string
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
}

/**
 * True for reading methods and for requests of our own pages. The cookie alone is no proof of
 * intent: a browser sends it along with forms of strangers too.
 */
export function isSameOrigin(
  portalOrigin: string,
  { method, origin, fetchSite }: Origins,
): boolean {
  if (READING.has(method)) return true
  if (fetchSite !== undefined) return fetchSite === 'same-origin'
  return origin === portalOrigin
}

// A browser takes a backslash for a slash, drops tabs and line ends, and a proxy may decode.
const UNSAFE = /[\\\p{Cc}\p{Cf}\s]/u
const NOT_PAGES = /^\/(api|auth)(\/|$)/
const DECODINGS_MAX = 3

/**
 * `path` when it is an address of one of the portal's pages, else the start page. Everything that
 * any reader could take for another host is refused: two slashes at the start however they are
 * written (`//`, `/\`, `/.//`, `/%2f`, `/%252f`), control characters, broken encodings.
 */
export function safeReturn(portalOrigin: string, path: string | undefined): string {
  if (!path?.startsWith('/') || !URL.canParse(path, portalOrigin)) return '/'
  const url = new URL(path, portalOrigin)
  const plain = decoded(url.pathname)
  const asked = decoded(path.split(/[?#]/, 1)[0] ?? '')
  if (url.origin !== portalOrigin || plain === undefined || asked === undefined) return '/'
  if ([plain, asked].some((text) => text.includes('//') || UNSAFE.test(text))) return '/'
  if (UNSAFE.test(path) || NOT_PAGES.test(plain)) return '/'
  return url.pathname + url.search + url.hash
}

/** The path as the most eager reader would have it; undefined when it never comes to rest. */
function decoded(path: string): string | undefined {
  let now = path
  for (let step = 0; step < DECODINGS_MAX; step += 1) {
    const next = decodeOnce(now)
    if (next === undefined || next === now) return next
    now = next
  }
  return undefined
}

function decodeOnce(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
