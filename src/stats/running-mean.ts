/** The mean of the values so far, missing ones aside; NaN before the first. */
export class RunningMean {
  #seen = 0
  #mean = Number.NaN

  get value(): number {
    return this.#mean
  }

  add(value: number): void {
    if (Number.isNaN(value)) return
    this.#seen++
    // Halves first, so that huge values of unlike sign don't overflow.
    this.#mean = this.#seen === 1 ? value : this.#mean + (value / this.#seen - this.#mean / this.#seen)
  }

  clear(): void {
    this.#seen = 0
    this.#mean = Number.NaN
  }
}

/** Per row, the mean of the rows before it that have a value, since the last row whose position is 0; NaN where none has. */
export function meansBefore(values: Float64Array, position: Int32Array): Float64Array {
  const means = new Float64Array(values.length)
  const mean = new RunningMean()
  for (let row = 0; row < values.length; row++) {
    if (position[row] === 0) mean.clear()
    means[row] = mean.value
    mean.add(values[row])
  }
  return means
}
