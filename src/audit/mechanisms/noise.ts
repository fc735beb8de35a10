import { Ledger } from '../../dp/accounting/ledger.js'
import { approximately, type Rational, rational } from '../../dp/accounting/rational.js'
import type { Gate } from '../../dp/gate.js'
import type { Bits } from '../../dp/mechanisms/bits.js'
import { Private } from '../../dp/private.js'
import {
  chiSquareInWords,
  chiSquareOf,
  farOut,
  isSurprising,
  mostErrors,
  mostErrorsOfMany,
  spreadScore,
  tooManyEvents,
} from '../evidence/chance.js'
import { discreteGaussianLaw } from '../evidence/oracle.js'
import { type Finding, findingOf } from '../finding.js'
import type { GateUnderAudit } from './release-bounds.js'

/** For audits that spend again and again: no ledger of anything real. */
const endless = { epsilon: 1e12, delta: 1e-9 }
/** So wide that two draws are alike in 2e-8 of all cases. */
const wide = rational(2n ** 50n)
const narrow = rational(25n)
/** Lengths of releases, of several each; one after the other they try what only some cells, or only some releases, share. */
const lengths = [1, 1, 2, 3, 5, 8, 9, 9, 16, 33, 64, 64, 64, 130, 500, 1500]
/** Exact numbers, in turn: what noise may not depend on. */
const exacts = [0, 1, -5, 0, 2, 1000, 1, 0, 2 ** 40, 3, 10, -1, 99, 100, 101, 7]

interface Noise {
  readonly name: string
  readonly values: Float64Array
}

/** Noise of counts: its law, whatever the count; new in every cell of every release of every gate; and nothing in common between any. */
export function auditNoise(open: GateUnderAudit, { bits }: { readonly bits: Bits }): Finding[] {
  const many = noisesOf(open, wide, 3, bits)
  return [
    againFinding(many),
    ...relationFindings(many, Math.sqrt(approximately(wide))),
    ...lawFindings(open, bits),
    placeFinding(open, bits),
  ]
}

function openEmpty(open: GateUnderAudit, bits: Bits, rowsPerUnit = 1): Gate<null> {
  return open(new Private(null), new Ledger(endless), rowsPerUnit, (_, draw) => draw(), bits)
}

/** The noise of releases of all lengths out of so many gates, and of the gates that these make. */
function noisesOf(open: GateUnderAudit, variance: Rational, gates: number, bits: Bits): Noise[] {
  return Array.from({ length: gates }, (_, gate) => {
    const outer = openEmpty(open, bits)
    const doors: readonly Gate<unknown>[] = [outer, outer.through(() => 1), outer.portion(outer.rho)]
    return lengths.map((length, i) => {
      const exact = Float64Array.from({ length }, (_, cell) => exacts[(cell + i) % exacts.length])
      const name = `release ${i + 1} of gate ${gate + 1}`
      // Two names, so that what is kept under a name comes out again.
      const query = { name: `counts ${i % 2}`, length, squaredSensitivity: 1, of: () => exact }
      const { value } = doors[i % doors.length].measure(query, variance)
      return { name, values: value.map((noisy, cell) => noisy - exact[cell]) }
    })
  }).flat()
}

/** Noise so wide that it never comes up twice: whatever is used again, in whatever order and with whatever sign, does. */
function againFinding(noises: readonly Noise[]): Finding {
  const seen = new Map<number, string>()
  const again: string[] = []
  let drawn = 0
  for (const { name, values } of noises) {
    for (const [cell, value] of values.entries()) {
      const where = `cell ${cell + 1} of ${name}`
      const before = seen.get(Math.abs(value))
      if (before !== undefined) again.push(`${where} has the noise of ${before}`)
      else seen.set(Math.abs(value), where)
      drawn++
    }
  }
  const due = (drawn * drawn) / 2 / (Math.sqrt(Math.PI) * Math.sqrt(approximately(wide)))
  const most = tooManyEvents(due)
  const problems = again.length >= most ? again : []
  return findingOf('gate', 'noise of every cell is new', problems, `${drawn} draws, of which ${again.length} are as one before by chance`)
}

/** What cells have in common without being the same: sums, and products at all distances, within releases and between them. */
function relationFindings(noises: readonly Noise[], spread: number): Finding[] {
  const scaled = noises.map(({ name, values }) => ({ name, values: values.map((value) => value / spread) }))
  const sums: string[] = []
  for (const { name, values } of scaled) {
    const score = sum(values) / Math.sqrt(values.length)
    if (Math.abs(score) > mostErrors) sums.push(`${name} is off by ${score.toFixed(1)} standard errors on the whole`)
    const size = spreadScore(sum(values.map((value) => value * value)) / values.length, values.length)
    if (values.length >= 8 && Math.abs(size) > mostErrors) sums.push(`${name} is wider or narrower by ${size.toFixed(1)} standard errors`)
  }
  const pairs: string[] = []
  const long = scaled.filter(({ values }) => values.length >= 33)
  for (const [i, a] of long.entries()) {
    for (const b of long.slice(0, i)) {
      const n = Math.min(a.values.length, b.values.length)
      for (const turned of [false, true]) {
        const score = product(a.values, b.values, n, turned) / Math.sqrt(n)
        if (Math.abs(score) > mostErrorsOfMany) pairs.push(`${a.name} goes with ${b.name}`)
      }
    }
  }
  const whole = Float64Array.from(scaled.flatMap(({ values }) => [...values]))
  const lagged: string[] = []
  for (const [name, stream] of [...long.slice(-2).map(({ name, values }) => [name, values] as const), ['all releases', whole] as const]) {
    for (let lag = 1; lag < Math.min(2000, stream.length - 30); lag++) {
      const score = product(stream.subarray(lag), stream, stream.length - lag, false) / Math.sqrt(stream.length - lag)
      if (Math.abs(score) > mostErrorsOfMany) lagged.push(`cells of ${name} go with those ${lag} before`)
    }
  }
  const finding = (what: string, problems: readonly string[]): Finding => findingOf('gate', what, problems, `${scaled.length} releases`)
  return [
    finding('noise of a release: its sum and its width', sums),
    finding('noise of a release has nothing to do with that of another', pairs),
    finding('noise of a cell has nothing to do with that of cells before', lagged),
  ]
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}

function product(a: Float64Array, b: Float64Array, n: number, turned: boolean): number {
  let total = 0
  for (let i = 0; i < n; i++) total += a[i] * b[turned ? n - 1 - i : i]
  return total
}

const lawDraws = 24_000

/** Draws around exact numbers of all kinds, against the discrete Gaussian; and the mean and width around each kind. */
function lawFindings(open: GateUnderAudit, bits: Bits): Finding[] {
  return [rational(1n), narrow, rational(4001n, 3n)].flatMap((variance) => {
    const size = approximately(variance)
    const most = Math.ceil(4 * Math.sqrt(size))
    const exact = Float64Array.from({ length: lawDraws }, (_, cell) => exacts[cell % exacts.length])
    const query = { name: 'counts', length: lawDraws, squaredSensitivity: 1, of: () => exact }
    const { value } = openEmpty(open, bits).measure(query, variance)
    const counts = new Float64Array(2 * most + 1)
    const problems: string[] = []
    const noise = value.map((noisy, cell) => noisy - exact[cell])
    for (const own of noise) {
      const cell = Math.max(-most, Math.min(most, own)) + most
      counts[cell] += 1
    }
    const law = folded(discreteGaussianLaw(size, 10 * most), most)
    const fit = chiSquareOf(counts, law, lawDraws)
    if (!(fit.chance > farOut)) problems.push(chiSquareInWords(fit))
    for (const kind of new Set(exacts)) {
      const own = noise.filter((_, cell) => exact[cell] === kind)
      const score = sum(own) / Math.sqrt(size * own.length)
      if (!(Math.abs(score) <= mostErrors)) problems.push(`a count of ${kind} comes out off by ${score.toFixed(1)} standard errors`)
      const width = spreadScore(sum(own.map((one) => one * one)) / size / own.length, own.length)
      if (size > 1 && !(Math.abs(width) <= mostErrors))
        problems.push(`noise of a count of ${kind} is too wide or narrow (${width.toFixed(1)})`)
      const above = own.filter((one) => one > 0).length
      const below = own.filter((one) => one < 0).length
      if (isSurprising(above, above + below, 1 / 2)) problems.push(`a count of ${kind} comes out above more often than below, or less`)
    }
    return [findingOf('gate', `noise of variance ${size.toFixed(1)} around counts of all kinds`, problems, chiSquareInWords(fit))]
  })
}

/** The law with all that is further out than `most` at the ends. */
function folded(law: Float64Array, most: number): Float64Array {
  const middle = (law.length - 1) / 2
  const ends = new Float64Array(2 * most + 1)
  for (const [i, chance] of law.entries()) {
    const cell = Math.max(-most, Math.min(most, i - middle)) + most
    ends[cell] += chance
  }
  return ends
}

const places = 70
const repeats = 120

/** The same cell of many releases: noise as wide in the first cell as in the seventieth. */
function placeFinding(open: GateUnderAudit, bits: Bits): Finding {
  const squares = new Float64Array(places)
  const sums = new Float64Array(places)
  const gate = openEmpty(open, bits)
  const of = (): Float64Array => new Float64Array(places)
  for (let run = 0; run < repeats; run++) {
    const { value } = gate.measure({ name: 'zeros', length: places, squaredSensitivity: 1, of }, narrow)
    for (let cell = 0; cell < places; cell++) {
      squares[cell] += value[cell] ** 2 / approximately(narrow)
      sums[cell] += value[cell] / 5
    }
  }
  const problems = [...squares.keys()].flatMap((cell) => {
    const [width, mean] = [spreadScore(squares[cell] / repeats, repeats), sums[cell] / Math.sqrt(repeats)]
    return Math.max(Math.abs(width), Math.abs(mean)) > mostErrors ? [`cell ${cell + 1} is too wide, too narrow or off`] : []
  })
  return findingOf('gate', 'noise of the same cell, release after release', problems, `${places} cells of ${repeats} releases`)
}
