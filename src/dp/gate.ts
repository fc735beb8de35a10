import { thresholdFor } from './accounting/budget.js'
import { type Ledger, type Purse, portionOf } from './accounting/ledger.js'
import { over, type Rational, rational, times, writeRational } from './accounting/rational.js'
import { type Bits, secureBits } from './mechanisms/bits.js'
import { discreteGaussian } from './mechanisms/discrete-gaussian.js'
import { exponentialMechanism } from './mechanisms/exponential-mechanism.js'
import { type Private, type Released, reveal } from './private.js'

/** Whole numbers computed from private data. */
export interface VectorQuery<Data> {
  /** What is asked, without a word about the rows; it stands in the ledger. */
  readonly name: string
  readonly length: number
  /** How far one row moves the vector at most: the square of the L2 distance, a whole number. */
  readonly squaredSensitivity: number
  /** `length` whole numbers. */
  of(data: Data): ArrayLike<number>
}

/** Whole-numbered scores of candidates, computed from private data; the candidates themselves are public. */
interface ScoreQuery<Data> {
  readonly name: string
  readonly candidates: number
  /** How far one row moves any score at most, up or down; a whole number. */
  readonly sensitivity: number
  of(data: Data): ArrayLike<number>
}

/** Rows of each value of which nobody knows beforehand what values there are. */
interface ValueQuery<Data> {
  readonly name: string
  /** Values and how many rows have them; of a row, one value at most. */
  of(data: Data): ReadonlyMap<string, number>
}

/**
 * The only door to private data. Everything that a private fit knows about the rows comes out of `measure` and `choose`, is paid for
 * in the ledger before noise is drawn, and is whole numbers from end to end. A query may use what was released before it, and public
 * knowledge, but no other fact about the rows. An audit opens the gate with a tape (`openTapedGate`): it sees each release's exact
 * numbers and may put others in the place of the noisy ones, so that two neighbouring tables can be run on the same releases.
 */
export interface Gate<Data> {
  readonly ledger: Ledger
  /** What may be spent by way of this gate, in zCDP: the ledger's whole budget, or a portion of it. */
  readonly rho: Rational
  /** What of that hasn't been spent. */
  readonly left: Rational
  /** Rows that one privacy unit owns at most. */
  readonly rowsPerUnit: number
  /** The numbers plus discrete Gaussian noise of that variance, each its own. */
  measure(query: VectorQuery<Data>, variance: Rational): Released<Float64Array>
  /** A candidate by the exponential mechanism. */
  choose(query: ScoreQuery<Data>, epsilon: Rational): Released<number>
  /**
   * The values that so many rows have that even with noise it can't be any single unit's doing, but with probability `delta`; in the order
   * of their letters. A tape gets what is released as the numbers of the letters of a JSON text.
   */
  values(query: ValueQuery<Data>, variance: Rational, delta: number): Released<readonly string[]>
  /**
   * The same gate to what `work` makes of the data: the rows in another form, or what several queries have in common. It is done once,
   * before the first query that needs it. Sensitivities are still about one row of the data behind the gate; or else about one record of
   * those made of a unit's rows, of which there are `recordsPerUnit` at most.
   */
  through<Next>(work: (data: Data) => Next, recordsPerUnit?: number): Gate<Next>
  /**
   * Has what later queries will ask brought near, where the data lie elsewhere: `work` asks for it and keeps it with them. Nothing comes out,
   * so that it costs nothing; what is asked for is public, or was released, and so is whatever `work` throws.
   */
  bring(work: (data: Data) => Promise<void>): Promise<void>
  /** The same gate, by way of which no more than this is spent. */
  portion(rho: Rational): Gate<Data>
}

/** What of a release an audit sees, and may replace. */
export interface Release {
  readonly kind: 'measure' | 'choose' | 'values'
  readonly name: string
  /** Numbers or candidates; 0 for `values`, of which nobody knows how many there are. */
  readonly size: number
  /** Squared L2, or of a score for `choose`; of one row. */
  readonly sensitivity: number
  /** Variance or epsilon. */
  readonly parameter: string
  /** Before noise. */
  readonly exact: ArrayLike<number>
  /** Of `values`: what is counted in `exact`. */
  readonly values?: readonly string[]
}

/** Stands between the exact numbers and what is released. For audits of frozen noise, on data that nobody needs to protect. */
export type Tape = (release: Release, draw: () => Float64Array | number) => Float64Array | number

/** A gate for data whose rows a privacy unit owns at most `rowsPerUnit` of. */
export function openGate<Data>(data: Private<Data>, ledger: Ledger, rowsPerUnit = 1): Gate<Data> {
  return openTapedGate(data, ledger, rowsPerUnit, (_, draw) => draw(), secureBits())
}

/** A gate under observation: never reachable from the public API. */
export function openTapedGate<Data>(data: Private<Data>, ledger: Ledger, rowsPerUnit: number, tape: Tape, bits: Bits): Gate<Data> {
  return gateTo(() => reveal(data), { ledger, purse: ledger, rowsPerUnit, tape, bits })
}

interface Works {
  readonly ledger: Ledger
  readonly purse: Purse
  readonly rowsPerUnit: number
  readonly tape: Tape
  readonly bits: Bits
}

function gateTo<Data>(look: () => Data, works: Works): Gate<Data> {
  const { ledger, purse, rowsPerUnit, tape, bits } = works
  return {
    ledger,
    rho: purse.rho,
    get left() {
      return purse.left
    },
    rowsPerUnit,
    measure({ name, length, squaredSensitivity, of }, variance) {
      checkWhole(name, squaredSensitivity)
      const squared = BigInt(squaredSensitivity) * BigInt(rowsPerUnit) * BigInt(rowsPerUnit)
      const parameter = writeRational(variance)
      const noise = discreteGaussian(variance)
      const rho = over(rational(squared), times(rational(2n), variance))
      purse.spend({ name, mechanism: 'discrete Gaussian', size: length, sensitivity: `${squared}`, parameter, rho })
      const exact = of(look())
      checkVector(name, exact, length)
      const draw = (): Float64Array => Float64Array.from(exact, (value) => value + noise(bits))
      const release = { kind: 'measure', name, size: length, sensitivity: squaredSensitivity, parameter, exact } as const
      return { value: tape(release, draw) } as Released<Float64Array>
    },
    choose({ name, candidates, sensitivity, of }, epsilon) {
      checkWhole(name, sensitivity)
      const parameter = writeRational(epsilon)
      const rho = over(times(epsilon, epsilon), rational(8n))
      purse.spend({ name, mechanism: 'exponential', size: candidates, sensitivity: `${sensitivity * rowsPerUnit}`, parameter, rho })
      const exact = of(look())
      checkVector(name, exact, candidates)
      const draw = (): number => exponentialMechanism(bits, exact, sensitivity * rowsPerUnit, epsilon)
      const release = { kind: 'choose', name, size: candidates, sensitivity, parameter, exact } as const
      return { value: tape(release, draw) } as Released<number>
    },
    values({ name, of }, variance, delta) {
      const squared = BigInt(rowsPerUnit) * BigInt(rowsPerUnit)
      const parameter = writeRational(variance)
      const noise = discreteGaussian(variance)
      const rho = over(rational(squared), times(rational(2n), variance))
      const threshold = thresholdFor(variance, delta, rowsPerUnit)
      purse.spend({ name, mechanism: 'discrete Gaussian above a threshold', size: 1, sensitivity: `${squared}`, parameter, rho, delta })
      const counts = of(look())
      checkVector(name, [...counts.values()], counts.size)
      const draw = (): Float64Array => lettersOf([...counts].filter(([, count]) => count + noise(bits) > threshold).map(([value]) => value))
      const release = {
        kind: 'values',
        name,
        size: 0,
        sensitivity: 1,
        parameter,
        exact: [...counts.values()],
        values: [...counts.keys()],
      } as const
      return { value: valuesOf(tape(release, draw) as Float64Array) } as Released<readonly string[]>
    },
    through(work, recordsPerUnit = rowsPerUnit) {
      let done: { readonly data: ReturnType<typeof work> } | undefined
      const next = (): ReturnType<typeof work> => {
        done ??= { data: work(look()) }
        return done.data
      }
      return gateTo(next, { ...works, rowsPerUnit: recordsPerUnit })
    },
    async bring(work) {
      await work(look())
    },
    portion(rho) {
      return gateTo(look, { ...works, purse: portionOf(purse, rho) })
    },
  }
}

/** As the numbers of the letters of a JSON text, values in the order of their letters. */
function lettersOf(values: readonly string[]): Float64Array {
  const text = JSON.stringify([...values].sort())
  return Float64Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
}

function valuesOf(letters: Float64Array): readonly string[] {
  return JSON.parse(Array.from(letters, (letter) => String.fromCharCode(letter)).join('')) as string[]
}

function checkWhole(name: string, sensitivity: number): void {
  if (!(Number.isSafeInteger(sensitivity) && sensitivity > 0)) throw new RangeError(`${name}: a sensitivity is a whole number above 0`)
}

/** Wrong shapes and fractions are faults of the mechanism; the message doesn't say which value it was. */
function checkVector(name: string, exact: ArrayLike<number>, length: number): void {
  if (exact.length !== length) throw new RangeError(`${name}: the query does not have the declared length`)
  for (let i = 0; i < exact.length; i++)
    if (!Number.isSafeInteger(exact[i])) throw new RangeError(`${name}: the query gave something else than whole numbers`)
}
