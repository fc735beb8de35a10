/** A share that is to be at most `bound`, its standard error, and what else was found with it. */
export interface Measured {
  readonly share: number
  readonly error: number
  readonly bound: number
}

/** A value of a knob, and what was measured with it. */
export interface Rung<M extends Measured> {
  readonly value: number
  /** What it was judged by first. */
  readonly screened: M
  /** What rows say that had no part in screening; null where it wasn't asked. */
  readonly confirmed: M | null
  readonly met: boolean
}

/** How values of a knob are measured. */
export interface Measures<M extends Measured> {
  screen(value: number): Promise<M>
  /** The same on rows dealt anew. */
  confirm(value: number): Promise<M>
  /** Whether the first value is confirmed where it is a close call; the others are always. */
  readonly confirmsFirst: boolean
}

/**
 * The first value is not chosen among others: its share is told as it was found where it is below the bound by so many of its standard errors. Rows
 * dealt anew would say otherwise once in 200 times, and that only such shares are told moves what is told by .014 of an error.
 */
const surely = 2.6

/**
 * The values that were tried, and the one that is taken: the least of an ascending list whose share is low enough on rows that screen it
 * and on rows that had no part in it, so that it isn't taken for being lucky. The first is tried first, then the middle of those left, as
 * shares fall with the values. Where none is low enough it is the one with the least share on the rows that screen, measured
 * again: the least of several is lucky, too.
 *
 * @see Zöllner and Pritchard, 2007, Overcoming the winner's curse
 */
export async function chooseRung<M extends Measured>(
  values: readonly number[],
  measures: Measures<M>,
): Promise<{ readonly rungs: readonly Rung<M>[]; readonly chosen: Rung<M> }> {
  const isTold = ({ share, error, bound }: M): boolean => !measures.confirmsFirst || bound - share > surely * error
  const rungs = [await tryValue(values[0], measures, isTold)]
  let best = rungs[0].met ? rungs[0] : null
  let [from, to] = best ? [0, 0] : [1, values.length]
  while (from < to) {
    const middle = (from + to - 1) >> 1
    const rung = await tryValue(values[middle], measures, () => false)
    rungs.push(rung)
    if (rung.met) [best, to] = [rung, middle]
    else from = middle + 1
  }
  if (best) return { rungs, chosen: best }
  const least = rungs.reduce((a, b) => (b.screened.share < a.screened.share ? b : a))
  const isChosen = rungs.length > 1 && least.confirmed === null
  const chosen = isChosen ? { ...least, confirmed: await measures.confirm(least.value) } : least
  return { rungs: rungs.map((rung) => (rung === least ? chosen : rung)), chosen }
}

/** `isTold`: whether a share that is low enough needs no others to confirm it. */
async function tryValue<M extends Measured>(
  value: number,
  { screen, confirm }: Measures<M>,
  isTold: (screened: M) => boolean,
): Promise<Rung<M>> {
  const screened = await screen(value)
  if (screened.share > screened.bound) return { value, screened, confirmed: null, met: false }
  if (isTold(screened)) return { value, screened, confirmed: null, met: true }
  const confirmed = await confirm(value)
  return { value, screened, confirmed, met: confirmed.share <= confirmed.bound }
}
