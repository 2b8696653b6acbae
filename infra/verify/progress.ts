// Shows how far a long task has got: a bar on a terminal, a plain line now and then elsewhere.
import { Presets, SingleBar } from 'cli-progress'

export type Progress = {
  /** So many of so many are done. */
  at: (done: number, total: number) => void
  stop: () => void
}

const PERCENT_STEP = 10
/** Tasks that end sooner say nothing where there is no terminal. */
const SILENT_MS = 1_000

/** Where progress is shown: stderr, so that stdout is only ever the answer. */
export type Sink = NodeJS.WritableStream & { isTTY?: boolean }

/** Progress of `what` (a word in the plural). */
export function showProgress(what: string, sink: Sink): Progress {
  return sink.isTTY === true ? bar(what, sink) : lines(what, sink)
}

function bar(what: string, stream: Sink): Progress {
  const shown = new SingleBar(
    {
      format: `{bar} {percentage}% | {value}/{total} ${what} | {duration_formatted}`,
      stream,
      // Ctrl-C must end a task at once and leave the cursor where people see it.
      gracefulExit: false,
      hideCursor: false,
      clearOnComplete: true,
      linewrap: false,
    },
    Presets.shades_classic,
  )
  let isShown = false
  return {
    at: (done, total) => {
      if (isShown) shown.setTotal(total)
      else shown.start(total, 0)
      isShown = true
      shown.update(done)
    },
    stop: () => {
      if (isShown) shown.stop()
    },
  }
}

function lines(what: string, sink: Sink): Progress {
  const began = performance.now()
  let nextPercent = PERCENT_STEP
  return {
    at: (done, total) => {
      const percent = total === 0 ? 100 : Math.floor((done * 100) / total)
      if (percent < nextPercent) return
      nextPercent = percent - (percent % PERCENT_STEP) + PERCENT_STEP
      if (performance.now() - began < SILENT_MS) return
      sink.write(`${String(percent).padStart(3)} %  ${done}/${total} ${what}\n`)
    },
    stop: () => {},
  }
}
