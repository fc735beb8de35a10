/** Milliseconds of work after which others get their turn. */
const longest = 50

let last = 0

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
