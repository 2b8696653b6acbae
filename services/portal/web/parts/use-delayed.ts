// Follows a value after it has been quiet for a moment, so that typing does not ask at each key.
import { useEffect, useState } from 'react'

/** The value as it was `delayMs` ago, once it stopped changing. */
export function useDelayed<T>(value: T, delayMs: number): T {
  const [delayed, setDelayed] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), delayMs)
    return () => clearTimeout(timer)
  }, [value, delayMs])
  return delayed
}
