// Which of the wanted ids a world lacks.
import { column } from '@ticun/db'

/** The ids that are not in the world yet, as array text; undefined when there is none. */
export function missing(known: ReadonlyMap<string, unknown>, wanted: ReadonlySet<string>) {
  const ids = [...wanted].filter((id) => !known.has(id))
  return ids.length > 0 ? column(ids) : undefined
}
