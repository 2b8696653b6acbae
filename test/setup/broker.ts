// Before tests that may use Kafka: a missing broker is a failure where EVENTS=kafka was asked for.
import { kafkaAvailable } from '@ticun/house'

/** Throws when a broker is wanted and there is none; without EVENTS=kafka its tests are skipped. */
export async function setup(): Promise<void> {
  if (process.env['EVENTS'] !== 'kafka') return
  const available = await kafkaAvailable()
  if (!available.ok) throw new Error(`EVENTS=kafka, but there is no broker: ${available.reason}`)
}
