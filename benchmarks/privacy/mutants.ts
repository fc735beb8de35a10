import type { Subject } from '../../src/audit/fits/replay.js'
import type { GateUnderAudit } from '../../src/audit/mechanisms/release-bounds.js'
import { type Samplers, samplers } from '../../src/audit/mechanisms/samplers.js'
import { Ledger } from '../../src/dp/accounting/ledger.js'
import { over, rational, readRational, times } from '../../src/dp/accounting/rational.js'
import { type Gate, openTapedGate, type Release } from '../../src/dp/gate.js'
import type { Bits } from '../../src/dp/mechanisms/bits.js'
import { discreteGaussian } from '../../src/dp/mechanisms/discrete-gaussian.js'
import { exponentialMechanism } from '../../src/dp/mechanisms/exponential-mechanism.js'
import { type Private, reveal } from '../../src/dp/private.js'
import { findModel } from '../../src/models/index.js'
import type { PrivateFit, PrivateMethod, Synthesizer } from '../../src/models/synthesizer.js'
import { createRng } from '../../src/random/rng.js'
import { countMissing } from '../../src/table/column.js'
import type { ColumnSchema, Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'

/** A fault of the kind that broke others, and the audit that has to find it. */
export interface Mutant {
  readonly what: string
  readonly caughtBy: 'samplers' | 'gate' | 'record-replay' | 'releases' | 'freshness'
  readonly subject: Subject
  readonly samplers?: Samplers
  /** Seen only where a person has several rows. */
  readonly people?: boolean
}

/** The faults in a model of the name; `independent` is the fastest. */
export function mutantsOf(model: string): Mutant[] {
  const synthesizer = findModel(model)
  const honest: Subject = { synthesizer, open: openTapedGate }
  const gates = Object.entries(brokenGates).map(([what, { open, ...rest }]) => ({ what, ...rest, subject: { synthesizer, open } }))
  const fits = Object.entries(brokenFits).map(([what, broken]) => ({
    what,
    caughtBy: 'record-replay' as const,
    subject: peeping(synthesizer, broken),
  }))
  const draws = Object.entries(brokenSamplers).map(([what, own]) => ({
    what,
    caughtBy: 'samplers' as const,
    subject: honest,
    samplers: { ...samplers, ...own },
  }))
  return [...gates, ...fits, ...draws]
}

type Draw = (release: Release, bits: Bits, honest: () => Float64Array | number) => Float64Array | number

/** A gate that books as it should, and draws otherwise. */
function drawing(draw: Draw): GateUnderAudit {
  return (data, ledger, rowsPerUnit, tape, bits) =>
    openTapedGate(data, ledger, rowsPerUnit, (release, honest) => tape(release, () => draw(release, bits, honest)), bits)
}

function noisy({ exact, parameter }: Release, bits: Bits, part = rational(1n)): Float64Array {
  const noise = discreteGaussian(times(readRational(parameter), part))
  return Float64Array.from(exact, (value) => value + noise(bits))
}

function seeded(...key: number[]): Bits {
  const rng = createRng(...key)
  return { word: () => rng.integer(2 ** 32) }
}

/** Noisy numbers, not values above a threshold. */
const isMeasure = ({ kind }: Release): boolean => kind === 'measure'

type BrokenGate = Pick<Mutant, 'caughtBy' | 'people'> & { readonly open: GateUnderAudit }

const brokenGates: Readonly<Record<string, BrokenGate>> = {
  'half the noise': {
    caughtBy: 'releases',
    open: drawing((release, bits, honest) => (isMeasure(release) ? noisy(release, bits, rational(1n, 4n)) : honest())),
  },
  'noise only where there are rows': {
    caughtBy: 'gate',
    open: drawing((release, bits, honest) =>
      isMeasure(release) ? noisy(release, bits).map((value, i) => (release.exact[i] === 0 ? 0 : value)) : honest(),
    ),
  },
  'noise of fractions': {
    caughtBy: 'record-replay',
    open: drawing((release, bits, honest) =>
      isMeasure(release) ? noisy(release, bits).map((value) => value + bits.word() / 2 ** 32) : honest(),
    ),
  },
  'noise from the seed': {
    caughtBy: 'freshness',
    open: (data, ledger, rowsPerUnit, tape) => openTapedGate(data, ledger, rowsPerUnit, tape, seeded(1)),
  },
  'one noise for all releases': {
    caughtBy: 'freshness',
    open: (data, ledger, rowsPerUnit, tape, bits) => {
      const key = bits.word()
      return drawing((release, _, honest) => (isMeasure(release) ? noisy(release, seeded(key)) : honest()))(
        data,
        ledger,
        rowsPerUnit,
        tape,
        bits,
      )
    },
  },
  'epsilon spent twice': {
    caughtBy: 'record-replay',
    open: (data, { budget, unit, thresholds }, rowsPerUnit, tape, bits) =>
      openTapedGate(data, new Ledger({ ...budget, epsilon: 2 * budget.epsilon }, unit, thresholds), rowsPerUnit, tape, bits),
  },
  'the mean of two noisy counts at the price of one': {
    caughtBy: 'gate',
    open: drawing((release, bits, honest) => {
      if (!isMeasure(release)) return honest()
      const again = noisy(release, bits)
      return noisy(release, bits).map((value, i) => Math.round((value + (again[i] as number)) / 2))
    }),
  },
  'sensitivity understated': {
    caughtBy: 'record-replay',
    open: (data, ledger, rowsPerUnit, tape, bits) => countingTwice(openTapedGate(data, ledger, rowsPerUnit, tape, bits)),
  },
  'odds of a choice squared': {
    caughtBy: 'gate',
    open: drawing((release, bits, honest) =>
      release.kind !== 'choose'
        ? honest()
        : exponentialMechanism(bits, release.exact, release.sensitivity, times(readRational(release.parameter), rational(2n))),
    ),
  },
  'the best candidate instead of a drawn one': {
    caughtBy: 'gate',
    open: drawing((release, _, honest) =>
      release.kind !== 'choose' ? honest() : Array.from(release.exact).indexOf(Math.max(...Array.from(release.exact))),
    ),
  },
  'no threshold for values': {
    caughtBy: 'gate',
    open: drawing((release, _, honest) => {
      if (release.kind !== 'values') return honest()
      // What one row has comes up as often as not.
      const text = JSON.stringify(Array.from({ length: 4000 }, (_, i) => `value ${i}`))
      return Float64Array.from(text, (letter) => letter.charCodeAt(0))
    }),
  },
  'one row per unit, whatever was declared': {
    caughtBy: 'record-replay',
    people: true,
    open: (data, ledger, _, tape, bits) => openTapedGate(data, ledger, 1, tape, bits),
  },
}

/** A gate to twice as many rows as there are, at the price of those. */
function countingTwice<Data>(gate: Gate<Data>): Gate<Data> {
  return {
    ledger: gate.ledger,
    rho: gate.rho,
    rowsPerUnit: gate.rowsPerUnit,
    get left() {
      return gate.left
    },
    measure: (query, variance) => gate.measure({ ...query, of: (data) => Array.from(query.of(data), (value) => 2 * value) }, variance),
    choose: (query, epsilon) => gate.choose(query, epsilon),
    values: (query, variance, delta) => gate.values(query, variance, delta),
    through: (work, records) => countingTwice(gate.through(work, records)),
    bring: (work) => gate.bring(work),
    portion: (rho) => countingTwice(gate.portion(rho)),
  }
}

type Fit = PrivateFit['fit']
type BrokenFit = (honest: Fit, seen: () => Table) => Fit

/** A model whose fit sees the rows themselves, past the gate. */
function peeping(synthesizer: Synthesizer, broken: BrokenFit): Subject {
  let seen: Table | undefined
  const load = async (): Promise<PrivateFit> => {
    const own = await (synthesizer.private as PrivateMethod).load()
    return { ...own, fit: broken(own.fit.bind(own), () => seen as Table) }
  }
  const open: GateUnderAudit = (data, ...rest) => {
    const held = reveal(data as Private<unknown>)
    if (held && typeof held === 'object' && 'columns' in held) seen = held as Table
    return openTapedGate(data, ...rest)
  }
  return { synthesizer: { ...synthesizer, private: { required: false, load } }, open }
}

/** The schema with some columns said otherwise. */
function changed(schema: Schema, change: (column: ColumnSchema) => object): Schema {
  return { ...schema, columns: schema.columns.map((column) => ({ ...column, ...change(column) }) as ColumnSchema) }
}

const brokenFits: Readonly<Record<string, BrokenFit>> = {
  'levels from the data': (honest, seen) => (gate, schema, options, context) => {
    const read = changed(schema, (column) => {
      if (column.kind !== 'categorical') return {}
      const used = new Set(seen().column(column.name).values)
      return { levels: column.levels.filter((_, code) => used.has(code)) }
    })
    return honest(gate, read, options, context)
  },
  'bounds from the data': (honest, seen) => (gate, schema, options, context) => {
    const read = changed(schema, (column) => {
      if (column.kind !== 'integer') return {}
      const values = Array.from(seen().column(column.name).values).filter(
        (value) => value >= (column.min as number) && value <= (column.max as number),
      )
      return values.length === 0 ? {} : { min: Math.min(...values), max: Math.max(...values) }
    })
    return honest(gate, read, options, context)
  },
  'gaps only where there are any': (honest, seen) => (gate, schema, options, context) => {
    const read = changed(schema, ({ name, nullable }) => ({ nullable: nullable && countMissing(seen().column(name)) > 0 }))
    return honest(gate, read, options, context)
  },
  'the exact number of rows': (honest, seen) => async (gate, schema, options, context) => ({
    ...(await honest(gate, schema, options, context)),
    rows: seen().rows,
  }),
  'less spent where there are few rows': (honest, seen) => (gate, schema, options, context) =>
    honest(seen().rows > 60 ? gate : gate.portion(over(gate.rho, rational(2n))), schema, options, context),
  'progress that counts rows': (honest, seen) => (gate, schema, options, context) => {
    context.progress?.(0, `${seen().rows} rows`)
    return honest(gate, schema, options, context)
  },
  'an error about a value': (honest, seen) => (gate, schema, options, context) => {
    const odd = seen().columns.find(({ values }) => values.some((value) => value === 1e308))
    if (odd) throw new RangeError(`${odd.name} holds 1e308`)
    return honest(gate, schema, options, context)
  },
}

const brokenSamplers: Readonly<Record<string, Partial<Samplers>>> = {
  'a zero with either sign': {
    discreteLaplace: (bits, scale) => {
      const size = Math.abs(samplers.discreteLaplace(bits, scale))
      // As many zeros as if the one below zero had not been drawn again.
      return bits.word() % 7 === 0 ? 0 : bits.word() >>> 31 === 1 ? -size : size
    },
  },
  'the remainder as a whole number below': { uniformBelow: (bits, below) => bits.word() % below },
  'fifty bits taken for forty-nine': {
    uniformBelow: (bits, below) => {
      const length = Math.ceil(Math.log2(below))
      for (;;) {
        const drawn = length > 32 ? (bits.word() >>> (64 - length)) * 2 ** 32 + bits.word() : bits.word() % 2 ** length
        if (drawn < below) return drawn
      }
    },
  },
  'tails cut at three standard deviations': {
    discreteGaussian: (variance) => {
      const draw = samplers.discreteGaussian(variance)
      const most = 3 * Math.sqrt(Number(variance.numerator) / Number(variance.denominator))
      return (bits) => {
        for (;;) {
          const drawn = draw(bits)
          if (Math.abs(drawn) <= most) return drawn
        }
      }
    },
  },
}
