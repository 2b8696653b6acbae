// State machines as tables: which fact moves a thing from where to where; pure.

/** A fact of type `on` moves the thing from one state to another. */
export type Move<S extends string> = readonly [from: S, on: string, to: S]

/** One table: what decisions ask, what facts move by, what pictures are drawn from. */
export type Machine<S extends string> = {
  /** What the machine is about: `merchant`, `lot` … */
  subject: string
  states: readonly S[]
  /** Facts that make a new thing, and the state that it begins in. */
  births: readonly (readonly [on: string, to: S])[]
  moves: readonly Move<S>[]
}

/** Where a fact may lead from a state; more than one when the fact's figures decide. */
export function movesOf<S extends string>(machine: Machine<S>, from: S, on: string): S[] {
  return machine.moves.filter((move) => move[0] === from && move[1] === on).map((move) => move[2])
}

/** Whether a fact of this type may happen to a thing in this state. */
export function mayMove<S extends string>(machine: Machine<S>, from: S, on: string): boolean {
  return machine.moves.some((move) => move[0] === from && move[1] === on)
}

/**
 * The state after a fact. Where the table leaves a choice, `wanted` names the one that the fact's
 * figures lead to. Throws RangeError for a move that the table does not hold: decisions ask
 * `mayMove` first, so only a broken book gets here.
 */
export function moveOn<S extends string>(machine: Machine<S>, from: S, on: string, wanted?: S): S {
  const open = movesOf(machine, from, on)
  const to = wanted === undefined ? open[0] : open.find((state) => state === wanted)
  if (to === undefined) {
    const aim = wanted === undefined ? '' : ` to ${wanted}`
    throw new RangeError(`${machine.subject}: ${on} does not move ${from}${aim}`)
  }
  if (wanted === undefined && open.length > 1) {
    throw new RangeError(`${machine.subject}: ${on} may move ${from} to ${open.join(' or ')}`)
  }
  return to
}
