// Runs stages in their order, and beside one another where the cores suffice.
import type { Stage } from './stage.ts'

/** Two cores must be enough, so that the same command passes on a small machine. */
const CORES = 2

/**
 * Starts each stage when the cores that it fills are free; none overtakes another one. A stage for
 * which `run` gives undefined is left out. Results come in the order of the stages.
 */
export async function runSideBySide<T>(
  stages: readonly Stage[],
  run: (stage: Stage) => Promise<T> | undefined,
): Promise<T[]> {
  const all: Promise<T>[] = []
  const running = new Set<{ cores: number; over: Promise<unknown> }>()
  const busy = () => [...running].reduce((sum, { cores }) => sum + cores, 0)
  for (const stage of stages) {
    while (busy() + stage.cores > CORES) await Promise.race([...running].map(({ over }) => over))
    const result = run(stage)
    if (result === undefined) continue
    all.push(result)
    const place = { cores: stage.cores, over: Promise.resolve() as Promise<unknown> }
    place.over = result.finally(() => running.delete(place))
    running.add(place)
  }
  return Promise.all(all)
}
