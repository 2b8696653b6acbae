// Where the provider keeps sessions, grants and codes: this process's memory, with expiry.
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

type Kept = { payload: AdapterPayload; expiresAt: number }

const MS_PER_SECOND = 1000
const SWEEP_EVERY_WRITES = 1000

/**
 * One adapter per model over one map. A restart forgets every log-in, which costs people one
 * more log-in and nothing else: access tokens are signed and outlive it.
 */
export function memoryAdapter(now: () => number = Date.now): AdapterFactory {
  const kept = new Map<string, Kept>()
  let writes = 0

  function sweep(): void {
    for (const [key, value] of kept) if (value.expiresAt <= now()) kept.delete(key)
  }
  function read(key: string): AdapterPayload | undefined {
    const found = kept.get(key)
    return found && found.expiresAt > now() ? found.payload : undefined
  }
  function findBy(prefix: string, match: (payload: AdapterPayload) => boolean) {
    for (const [key, value] of kept) {
      if (key.startsWith(prefix) && value.expiresAt > now() && match(value.payload)) {
        return value.payload
      }
    }
    return undefined
  }

  return (model): Adapter => {
    const key = (id: string): string => `${model}:${id}`
    return {
      upsert(id, payload, expiresIn) {
        writes += 1
        if (writes % SWEEP_EVERY_WRITES === 0) sweep()
        const expiresAt = expiresIn ? now() + expiresIn * MS_PER_SECOND : Infinity
        kept.set(key(id), { payload, expiresAt })
        return Promise.resolve()
      },
      find: (id) => Promise.resolve(read(key(id))),
      findByUid: (uid) => Promise.resolve(findBy(key(''), (payload) => payload.uid === uid)),
      findByUserCode: (code) =>
        Promise.resolve(findBy(key(''), (payload) => payload.userCode === code)),
      consume(id) {
        const found = kept.get(key(id))
        if (found) found.payload = { ...found.payload, consumed: Math.floor(now() / MS_PER_SECOND) }
        return Promise.resolve()
      },
      destroy(id) {
        kept.delete(key(id))
        return Promise.resolve()
      },
      revokeByGrantId(grantId) {
        for (const [name, value] of kept) if (value.payload.grantId === grantId) kept.delete(name)
        return Promise.resolve()
      },
    }
  }
}
