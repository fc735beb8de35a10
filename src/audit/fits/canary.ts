import exp from '@stdlib/math-base-special-exp'
import { openTapedGate } from '../../dp/gate.js'
import { parseModelOptions } from '../../models/shell/fit.js'
import { fitPrivately } from '../../models/shell/fit-privately.js'
import { modelledSchema } from '../../models/shell/layout.js'
import type { FittedModel } from '../../models/synthesizer.js'
import { sampleTable } from '../../pipeline/jobs/sample.js'
import { parseSchema } from '../../table/shape/schema.js'
import type { Table } from '../../table/table.js'
import { epsilonOfMu, epsilonShown, rateAtMost } from '../evidence/bounds.js'
import { tellApart } from '../evidence/tell-apart.js'
import { type Finding, falseAlarm } from '../finding.js'
import { type AuditRow, auditTable } from './neighbouring-tables.js'
import { fitOnTape, type Subject, type TapedJob } from './replay.js'

const levels = ['this', 'that']
const names = ['a', 'b', 'c']
const schema = parseSchema({
  columns: [
    { name: 'person', role: 'sequence-key', kind: 'id', pattern: '{n:6}', nullable: false },
    ...names.map((name) => ({ name, kind: 'categorical', nullable: false, levels })),
  ],
})
/** Three people who are alike, and one who is like none of them. */
const without: readonly AuditRow[] = [0, 1, 2].map((person) => [person, 0, 0, 0])
const having: readonly AuditRow[] = [...without, [3, 1, 1, 1]]
const drawnRows = 30
/** Of the runs, those that learn what to look at. */
const learningShare = 0.25

export interface Canary {
  readonly finding: Finding
  /** The greatest epsilon that the runs can have shown, at 95 %; by the bound that holds for any mechanism and by that for Gaussian noise. */
  readonly shown: { readonly anyMechanism: number; readonly gaussian: number }
}

/**
 * From end to end: many fits of a table with the canary and without it, told apart by what the models give out. A fit gives away
 * at least the epsilon that is shown. The canary is seen or it is not; that it isn't proves nothing.
 */
export async function auditCanary(
  subject: Subject,
  job: Pick<TapedJob, 'privacy' | 'bits'>,
  runs: number,
  progress?: (share: number) => void,
): Promise<Canary> {
  const tables = [auditTable(without, schema), auditTable(having, schema)]
  const target = auditTable([[0, 1, 1, 1]], schema)
  const features: Float64Array[][] = [[], []]
  for (let run = 0; run < runs; run++) {
    for (const [side, table] of tables.entries()) {
      const model = await fitOnce(subject, table, { ...job, schema, seed: run })
      features[side]?.push(await featuresOf(subject, model, target, run))
    }
    progress?.(run / runs)
  }
  const learning = Math.floor(runs * learningShare)
  const weights = weightsOf(features.map((side) => side.slice(0, learning)) as [Float64Array[], Float64Array[]])
  const scores = features.map((side) => Float64Array.from(side.slice(learning), (own) => dot(own, weights)))
  const [x, y] = scores as [Float64Array, Float64Array]
  const { epsilon, delta = 1e-9 } = job.privacy
  const likely = tellApart(x, y, { alpha: 0.05, delta })
  const sure = tellApart(x, y, { alpha: falseAlarm, delta })
  const never = rateAtMost(0, x.length >> 1, falseAlarm / 2)
  const visible = epsilonShown({ falsePositive: never, falseNegative: never }, delta)
  const shown = { anyMechanism: likely.epsilon, gaussian: epsilonOfMu(likely.mu, delta) }
  const words = `epsilon at least ${shown.anyMechanism.toFixed(3)} (any mechanism), ${shown.gaussian.toFixed(3)} (Gaussian), at 95 %; claimed ${epsilon}`
  return {
    shown,
    finding: {
      audit: 'canary',
      what: `${runs} fits with it and ${runs} without`,
      passed: sure.epsilon <= epsilon && epsilonOfMu(sure.mu, delta) <= epsilon,
      detail: `${words}; so many fits can show ${visible.toFixed(1)} at most`,
    },
  }
}

/** A fit as users make it, by the gate that fits open; or by the subject's own, where it brings one. */
async function fitOnce(subject: Subject, table: Table, job: TapedJob): Promise<FittedModel> {
  if (subject.open === openTapedGate) {
    const { synthesizer, options = {} } = subject
    const { schema, privacy, seed = 1 } = job
    return fitPrivately(table, schema, { synthesizer, options: await parseModelOptions(synthesizer, options), seed, privacy })
  }
  const { model, output } = await fitOnTape(subject, table, job, () => (_, draw) => draw())
  if (!model) throw new Error(output)
  return model
}

/** What an attacker looks at: how many rows there are, how many are like the canary, by the density and in rows that are drawn. */
async function featuresOf({ synthesizer }: Subject, model: FittedModel, target: Table, seed: number): Promise<Float64Array> {
  const { rows } = model.provenance
  const modelled = modelledSchema(model.schema, [], synthesizer.unit)
  const isRow = synthesizer.unit === 'row'
  const log = isRow
    ? synthesizer.logDensity?.(model.state, modelled, target.select(modelled.columns.map(({ name }) => name)))[0]
    : undefined
  const drawn = await sampleTable(model, drawnRows, { seed })
  const shares = names.map((name) => {
    const { values } = drawn.column(name)
    let hits = 0
    for (let row = 0; row < values.length; row++) hits += values[row]
    return hits / values.length
  })
  const density = log === undefined ? 0 : exp(Math.max(-700, log))
  return Float64Array.of(rows, rows * density, density, ...shares, ...shares.map((share) => share * rows))
}

/** What tells the sides apart: the difference of the means by the variance, feature by feature. */
function weightsOf([a, b]: readonly [readonly Float64Array[], readonly Float64Array[]]): Float64Array {
  const size = a[0]?.length ?? 0
  return Float64Array.from({ length: size }, (_, i) => {
    const mean = (side: readonly Float64Array[]): number => side.reduce((sum, own) => sum + own[i], 0) / side.length
    const [meanA, meanB] = [mean(a), mean(b)]
    const squares = (side: readonly Float64Array[], centre: number): number =>
      side.reduce((sum, own) => sum + (own[i] - centre) * (own[i] - centre), 0)
    const variance = (squares(a, meanA) + squares(b, meanB)) / (a.length + b.length)
    return variance === 0 ? 1e6 * (meanB - meanA) : (meanB - meanA) / variance
  })
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}
