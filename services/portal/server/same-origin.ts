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

/** `path` when it stays inside the portal, else the start page: no redirect to strangers. */
export function safeReturn(portalOrigin: string, path: string | undefined): string {
  if (!path?.startsWith('/') || !URL.canParse(path, portalOrigin)) return '/'
  const url = new URL(path, portalOrigin)
  if (url.origin !== portalOrigin) return '/'
  return url.pathname + url.search + url.hash
}
