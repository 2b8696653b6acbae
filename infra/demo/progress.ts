// Shows how far the year has got: a bar on a terminal, a plain line now and then elsewhere.
import { Presets, SingleBar } from 'cli-progress'

export type Progress = {
  /** So many steps are done in all; `note` says where the story is, e.g. a date. */
  at: (done: number, note: string) => void
  /** A line beside the bar that stays. */
  say: (line: string) => void
  stop: () => void
}

/** Where lines go: stderr, so that the last line of stdout is only ever the figures. */
export type Sink = NodeJS.WritableStream & { isTTY?: boolean }

const PERCENT_STEP = 10

/** Starts showing progress towards `total` steps on `sink`. */
export function showProgress(total: number, sink: Sink): Progress {
  return sink.isTTY === true ? bar(total, sink) : lines(total, sink)
}

function bar(total: number, sink: Sink): Progress {
  const shown = new SingleBar(
    {
      format: '{bar} {percentage}% | {value}/{total} | {note} | {duration_formatted}',
      stream: sink,
      hideCursor: true,
      stopOnComplete: false,
      clearOnComplete: false,
      linewrap: false,
    },
    Presets.shades_classic,
  )
  shown.start(total, 0, { note: '' })
  let last = { done: 0, note: '' }
  return {
    at: (done, note) => {
      last = { done, note }
      shown.update(done, { note })
    },
    say: (line) => {
      shown.stop()
      sink.write(`${line}\n`)
      shown.start(total, last.done, { note: last.note })
    },
    stop: () => shown.stop(),
  }
}

function lines(total: number, sink: Sink): Progress {
  let shownPercent = 0
  return {
    at: (done, note) => {
      const percent = total === 0 ? 100 : Math.floor((done * 100) / total)
      if (percent < shownPercent + PERCENT_STEP && done < total) return
      if (percent <= shownPercent) return
      shownPercent = percent - (percent % PERCENT_STEP)
      sink.write(`${String(percent).padStart(3)} %  ${done}/${total}  ${note}\n`)
    },
    say: (line) => {
      sink.write(`${line}\n`)
    },
    stop: () => {},
  }
}
