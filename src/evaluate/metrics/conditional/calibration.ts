import type { MetricCurve } from '../../metric.js'

const bins = 10
/** Predictions that a point of the curve stands for, at least. */
const fewest = 50

/** Whether what is foretold with a probability comes true as often: counts of predictions and of what came, by probability. */
export class Calibration {
  readonly #foretold = new Float64Array(bins)
  readonly #came = new Float64Array(bins)
  readonly #count = new Float64Array(bins)

  /** Takes in one prediction, `classes` probabilities that start at `from`, and the class that came. */
  add(probabilities: Float64Array, from: number, classes: number, code: number): void {
    for (let k = 0; k < classes; k++) {
      const probability = probabilities[from + k]
      const bin = Math.min(bins - 1, Math.floor(probability * bins))
      this.#foretold[bin] += probability
      this.#count[bin] += 1
      if (k === code) this.#came[bin] += 1
    }
  }

  /** Takes in all that another one holds. */
  merge(other: Calibration): void {
    for (let bin = 0; bin < bins; bin++) {
      this.#foretold[bin] += other.#foretold[bin]
      this.#came[bin] += other.#came[bin]
      this.#count[bin] += other.#count[bin]
    }
  }

  /** Mean probability and share that came true, one point for each tenth of the probabilities that has enough predictions. */
  curve(): MetricCurve {
    const known = Array.from(this.#count.keys()).filter((bin) => this.#count[bin] >= fewest)
    const share = (of: Float64Array) => known.map((bin) => Math.min(1, of[bin] / this.#count[bin]))
    return {
      name: 'calibration',
      label: 'How often what is foretold with a probability comes true in real rows, as learned from synthetic rows',
      x: share(this.#foretold),
      y: share(this.#came),
    }
  }
}
