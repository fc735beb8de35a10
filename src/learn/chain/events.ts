/** Sequences of symbols, one after the other. */
export interface SymbolSequences {
  /** Symbols lie in [0, symbols). */
  readonly codes: Int32Array
  readonly symbols: number
  /** Sequence i is `codes[starts[i]]` to `codes[starts[i + 1] - 1]`; none is empty. */
  readonly starts: Int32Array
}

/** Moments at which a chain says what comes next, each with its past. */
export interface Events {
  readonly codes: Int32Array
  /** Symbols that may come next: those of the sequences and, where ends count, the end as the last one. */
  readonly symbols: number
  /** What came next. */
  readonly next: Int32Array
  /** Where in `codes` the symbol just before stands ... */
  readonly last: Int32Array
  /** ... and how many symbols of the sequence lead up to it, itself included. */
  readonly past: Int32Array
}

/** The events of these sequences: each symbol but the first, and, with `ends`, the end of each sequence. */
export function eventsOf({ codes, symbols, starts }: SymbolSequences, ends: boolean): Events {
  const sequences = starts.length - 1
  const size = codes.length - (ends ? 0 : sequences)
  const [next, last, past] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)]
  let event = 0
  for (let sequence = 0; sequence < sequences; sequence++) {
    const start = starts[sequence]
    const end = starts[sequence + 1]
    for (let at = start + 1; at < end + (ends ? 1 : 0); at++, event++) {
      next[event] = at < end ? codes[at] : symbols
      last[event] = at - 1
      past[event] = at - start
    }
  }
  return { codes, symbols: symbols + (ends ? 1 : 0), next, last, past }
}

/** The context symbol that stands for the beginning of a sequence. */
export const beginning = -1
/** What lies before the beginning: nothing that a context could hold. */
export const beforeStart = -2

/** The symbol `back` steps before the event, 1 for the one just before it. */
export function symbolBefore({ codes, last, past }: Events, event: number, back: number): number {
  const known = past[event]
  if (back <= known) return codes[last[event] - back + 1]
  return back === known + 1 ? beginning : beforeStart
}
