// What a process of the house takes over from whoever starts it.

/** What a process may inherit: nothing that is a secret of another room. */
const INHERITED = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TZ',
  'LANG',
  'SystemRoot',
  'NODE_OPTIONS',
  'NODE_COMPILE_CACHE',
  'NODE_ENV',
  'LOG_LEVEL',
  'CLOCK',
]

/** The part of an environment that a process may see. */
export function inherited(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of INHERITED) {
    const value = env[name] ?? (name === 'PATH' ? process.env['PATH'] : undefined)
    if (value !== undefined) kept[name] = value
  }
  // kafkajs sets a timer in the past; Node's warning about it would be all a log begins with.
  kept['NODE_OPTIONS'] = `${kept['NODE_OPTIONS'] ?? ''} --disable-warning=TimeoutNegativeWarning`
  return kept
}
