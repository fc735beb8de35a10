/** Milliseconds of work after which others get their turn. */
const longest = 50

let last = 0

/** Work that stops every now and then, at most some 100 ms apart, where others may have their turn; returns what comes of it. */
export type Work<Result> = Generator<void, Result, void>

/** The work done in one go, for a thread that has nothing else to do. */
export function atOnce<Result>(work: Work<Result>): Result {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** The same with turns for others; throws what the signal was aborted with. */
export async function inTurns<Result>(work: Work<Result>, signal?: AbortSignal): Promise<Result> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    await takeTurns(signal)
  }
}

/**
 * Where a long loop lets others have their turn: a click, a signal, another request. Nearly free while the last turn is short ago. Throws
 * what the signal was aborted with.
 */
export async function takeTurns(signal?: AbortSignal): Promise<void> {
  const now = performance.now()
  if (now - last >= longest) {
    await new Promise((resolve) => setTimeout(resolve))
    last = performance.now()
  }
  signal?.throwIfAborted()
}
