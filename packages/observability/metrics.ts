// Named figures that a process counts about itself, with the unit in each name.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

type Unit =
  | 'ms'
  | 'fen'
  | 'bytes'
  | 'ratio'
  | 'facts'
  | 'entries'
  | 'commands'
  | 'requests'
  | 'leaves'
  | 'lots'
  | 'alerts'
  | 'lines'
  | 'rows'
  | 'statements'
  | 'payments'
  | 'connections'
  | 'up'

export type CounterName = `${string}_total`
export type MeasureName = `${string}_${Unit}`

/** Milliseconds: from a cached answer to a request that gave up. */
export const DURATION_BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]

export type Metrics = {
  /** Only grows. */
  counter<L extends string = never>(
    name: CounterName,
    help: string,
    labels?: readonly L[],
  ): Counter<L>
  /** Spread of a measure. */
  histogram<L extends string = never>(
    name: MeasureName,
    help: string,
    buckets: readonly number[],
    labels?: readonly L[],
  ): Histogram<L>
  /** Goes up and down; `read` is asked whenever somebody scrapes. */
  gauge<L extends string = never>(
    name: MeasureName,
    help: string,
    labels?: readonly L[],
    read?: () => number,
  ): Gauge<L>
  /** Everything in Prometheus text format. */
  render(): Promise<string>
  contentType: string
}

/** A registry of its own, so that two services in one process (a test) do not mix. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    counter: (name, help, labels = []) =>
      new Counter({ name, help, labelNames: [...labels], registers }),
    histogram: (name, help, buckets, labels = []) =>
      new Histogram({ name, help, buckets: [...buckets], labelNames: [...labels], registers }),
    gauge: (name, help, labels = [], read) =>
      new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers,
        ...(read
          ? {
              collect() {
                this.set(read())
              },
            }
          : {}),
      }),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
