// What comes before all tests, and never ends.
export function setup(): Promise<void> {
  setInterval(() => {}, 1_000)
  return new Promise(() => {})
}
