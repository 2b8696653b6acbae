// How long one test, one hook or one program may take. No stage has a limit of its own.

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** All are generous: a busy machine is slow, not wrong. */
export const PURE_MAX_MS = MINUTE_MS
export const SERVER_MAX_MS = 3 * MINUTE_MS
export const BROKER_MAX_MS = 5 * MINUTE_MS
export const HOUSE_MAX_MS = 5 * MINUTE_MS
/** Starting a house may download a broker first. No test and no hook may take longer. */
export const HOUSE_START_MAX_MS = 10 * MINUTE_MS
export const STOP_MAX_MS = 2 * MINUTE_MS

/** A run of tests in which nothing begins or ends for so long hangs where no time-out reaches. */
export const SILENCE_MAX_MS = HOUSE_START_MAX_MS + 2 * MINUTE_MS

/** One linter, compiler or generator; they say nothing while they work. */
export const PROGRAM_MAX_MS = 20 * MINUTE_MS
/** A demo tells its progress; so long may it say nothing. */
export const DEMO_SILENCE_MAX_MS = 10 * MINUTE_MS
