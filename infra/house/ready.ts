// Asks the process on a port whether it is ready; the exit code is the answer (for containers).
import { HOST } from './free-ports.ts'

const ANSWER_MAX_MS = 2_000

const ready = await fetch(`http://${HOST}:${process.argv[2]}/readyz`, {
  signal: AbortSignal.timeout(ANSWER_MAX_MS),
}).then(
  (reply) => reply.ok,
  () => false,
)
process.exit(ready ? 0 : 1)
