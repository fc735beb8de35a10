import { rational } from '../../src/dp/accounting/rational.js'
import { secureBits } from '../../src/dp/mechanisms/bits.js'
import { discreteGaussian } from '../../src/dp/mechanisms/discrete-gaussian.js'
import type { Bar } from '../support/bar.js'
import { median, timed } from '../support/time.js'

const draws = 1_000_000
const rounds = 5
/** Variances of small and of great noise, in rows squared. */
const variances = [3n, 400n, 100_000n]
const fewestPerSecond = 1.5

/** Prints how many exact draws of the discrete Gaussian a second has, out of the operating system's generator; median of 5 after a warm-up. */
export async function drawsBench(): Promise<Bar[]> {
  const bars: Bar[] = []
  const bits = secureBits()
  for (const variance of variances) {
    const noise = discreteGaussian(rational(variance))
    const drawMany = () => {
      let sum = 0
      for (let i = 0; i < draws; i++) sum += noise(bits)
      return sum
    }
    drawMany()
    const seconds: number[] = []
    for (let round = 0; round < rounds; round++) seconds.push(await timed(drawMany))
    const value = draws / median(seconds) / 1e6
    bars.push({
      what: `exact draws of the discrete Gaussian of variance ${variance}`,
      measured: `${value.toFixed(1)} million a second`,
      value,
      limit: fewestPerSecond,
      sense: 'at least',
    })
  }
  return bars
}
