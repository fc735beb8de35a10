/** Which levels came among siblings. */
export class SiblingTally {
  readonly #counts: Int32Array
  readonly #seen: number[] = []
  /** Of those that came as often the latest; -1 before any. */
  commonest = -1
  /** The latest one, and the latest that was another one; -1 before any. */
  latest = -1
  other = -1

  constructor(levels: number) {
    this.#counts = new Int32Array(levels)
  }

  /** A missing level (-1) counts for nothing. */
  add(code: number): void {
    if (code < 0) return
    if (code !== this.latest) this.other = this.latest
    this.latest = code
    if (this.#counts[code] === 0) this.#seen.push(code)
    this.#counts[code] += 1
    if (this.commonest < 0 || this.#counts[code] >= this.#counts[this.commonest]) this.commonest = code
  }

  clear(): void {
    for (const code of this.#seen) this.#counts[code] = 0
    this.#seen.length = 0
    this.commonest = this.latest = this.other = -1
  }
}

/** What the tally of the siblings before says in each row, and whether the row has the level of the one before; -1 where there is none. */
export function levelsBefore(codes: Int32Array, levels: number, position: Int32Array): Record<'commonest' | 'other' | 'again', Int32Array> {
  const tally = new SiblingTally(levels)
  const [commonest, other, again] = [codes.slice(), codes.slice(), codes.slice()]
  codes.forEach((code, row) => {
    if (position[row] === 0) tally.clear()
    commonest[row] = tally.commonest
    other[row] = tally.other
    again[row] = position[row] === 0 ? -1 : Number(code === codes[row - 1])
    tally.add(code)
  })
  return { commonest, other, again }
}
