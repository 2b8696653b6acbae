// Tells on standard error how far a measurement is.

const began = performance.now()

/** One line, with the seconds since the start. */
export function say(text: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6)
  process.stderr.write(`${seconds} s  ${text}\n`)
}

/** Seconds since the start. */
export function secondsSoFar(): number {
  return (performance.now() - began) / 1000
}
