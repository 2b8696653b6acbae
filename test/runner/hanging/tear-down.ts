// What comes after all tests, and never ends.
export function teardown(): Promise<void> {
  setInterval(() => {}, 1_000)
  return new Promise(() => {})
}
