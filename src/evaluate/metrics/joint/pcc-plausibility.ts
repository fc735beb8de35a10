import type { MetricContext, MetricCurve, MetricPart } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { patternCodes } from '../missingness/patterns.js'
import { columnsWithMissing } from '../missingness/rates.js'
import { implausibleRows } from '../surrogate/implausible.js'
import { disagreementNotes, familyNotes, fitNotes } from '../surrogate/notes.js'
import { type JudgedTables, judgedTables, SurrogateJudge, treeLogs } from '../surrogate/pcc-judge.js'
import { type PpCurve, ppCurve } from '../surrogate/pp-curve.js'
import { surrogateMetric } from '../surrogate/two-models.js'

/**
 * 1 - 2 * (area between the pp-curve and the diagonal). A surrogate P^, probabilistic cross-categorisation, is fitted to the training rows;
 * the curve holds, for every threshold, the share of holdout rows and that of synthetic rows whose density under P^ is at most that. The
 * signed deviation tells which way they differ: above 0 synthetic rows are too plausible (collapsed modes, copies), below 0 they are
 * implausible. Without a holdout P^ is fitted to one half of the training rows, and the other half takes the holdout's place.
 *
 * Beside it stand the same score between P^'s own rows and the holdout, which is what a perfect table may be off by; the spread of the
 * scores by single chains; the score by a dependence tree on coarse parts, a judge of another family; and, where cells are missing, the
 * mean score of the rows of each pattern of missing cells beside the real rows of that pattern. Details are the ten least plausible
 * synthetic rows.
 */
export const pccPlausibility = defineMetric({
  name: 'pcc-plausibility',
  ...surrogateMetric,
  title: 'Plausible rows',
  standardName: 'Log-likelihood under a model of the real rows',
  plain:
    'To a model of the real rows, are synthetic rows as plausible as real rows that it has not seen? 1 means they are, 0 that all are more plausible, or all less.',
  level: 'joint',
  implies: 'Q(P^(row)) = P(P^(row)): the density of a whole row has the right distribution',
  missing: 'A value of its own, which depends on the other columns as any value does.',
  readsTraining: true,
  *steps(input, context) {
    const tables = judgedTables(input, context)
    const judge = new SurrogateJudge(tables, context)
    const surrogate = yield* judge.surrogateOf(tables.fitted)
    const logs = { fresh: yield* judge.rows(surrogate, tables.fresh), synthetic: yield* judge.rows(surrogate, tables.synthetic) }
    yield
    const curve = ppCurve(logs.fresh, logs.synthetic)
    const own = ppCurve(logs.fresh, yield* judge.rows(surrogate, tables.fitted)).score
    const fresh = yield* judge.rowsByChain(surrogate, tables.fresh)
    const synthetic = yield* judge.rowsByChain(surrogate, tables.synthetic)
    const byChain = fresh.map((chain, i) => ppCurve(chain, synthetic[i]).score)
    const spread = Math.max(...byChain) - Math.min(...byChain)
    yield
    const tree = treeCurve(tables, context)
    yield
    const given = givenPattern(tables, logs, context)
    return {
      value: curve.score,
      p: curve.p,
      parts: [...partsOf(curve, tree, own, spread), ...givenParts(given)],
      curves: [
        curveOf('pp', 'Share of synthetic rows against share of real rows that are at most so plausible', curve),
        curveOf('pp-chow-liu', 'The same by a dependence tree', tree),
        ...surrogate.model.chains.map(({ trace }, i) => traceOf(i, trace)),
      ],
      notes: [...familyNotes(context), ...fitNotes(own, spread), ...disagreementNotes(curve, tree)],
      details: yield* implausibleRows(judge, surrogate, tables, logs, context),
    }
  },
})

function treeCurve({ fitted, fresh, synthetic }: JudgedTables, context: MetricContext): PpCurve {
  const logs = [fresh, synthetic].map((table) => treeLogs(table, fitted, fitted, context))
  return ppCurve(logs[0], logs[1])
}

function givenParts(given: GivenPattern | null): MetricPart[] {
  if (!given) return []
  return [
    {
      name: 'given-pattern-score',
      label: 'Score of rows beside those with the same cells missing, mean over patterns',
      value: given.score,
    },
    { name: 'given-pattern-deviation', label: 'Its signed deviation', value: given.deviation },
    { name: 'given-pattern-share', label: 'Share of the real rows whose pattern is frequent enough for that', value: given.share },
  ]
}

function partsOf(curve: PpCurve, tree: PpCurve, own: number, spread: number): MetricPart[] {
  return [
    { name: 'deviation', label: 'Above 0: synthetic rows are too plausible; below 0: implausible (-1 to 1)', value: curve.deviation },
    { name: 'ks', label: 'Greatest distance between the two distributions of plausibility', value: curve.distance },
    { name: 'own-score', label: 'Score between the rows the surrogate was fitted to and real rows it has not seen', value: own },
    { name: 'chain-spread', label: 'Greatest difference between the scores by single chains of the surrogate', value: spread },
    { name: 'chow-liu-score', label: 'Score by a judge of another family, a dependence tree', value: tree.score },
    { name: 'chow-liu-deviation', label: 'Its signed deviation', value: tree.deviation },
  ]
}

function curveOf(name: string, label: string, { x, y }: PpCurve): MetricCurve {
  return { name, label, x, y }
}

function traceOf(chain: number, trace: Float64Array): MetricCurve {
  return {
    name: `trace-${chain + 1}`,
    label: `Log probability in nats per row by sweep, chain ${chain + 1} of the surrogate`,
    x: Array.from(trace.keys()),
    y: [...trace],
  }
}

/** Rows of a pattern that either table must have for its plausibilities to be compared. */
const fewestRows = 20

/** How plausible rows are beside real rows with the same cells missing. */
interface GivenPattern {
  /** Mean scores and deviations of the pp-curves, weighted by the real rows. */
  readonly score: number
  readonly deviation: number
  /** Share of the real rows whose pattern both tables have often enough. */
  readonly share: number
}

/**
 * The pp-curves of log densities pattern by pattern of missing cells, so that neither the share of a pattern nor how many values it leaves
 * to be judged tells; null where no pattern can be compared or all rows have one.
 */
function givenPattern(
  { fitted, fresh, synthetic }: JudgedTables,
  logs: { readonly fresh: Float64Array; readonly synthetic: Float64Array },
  context: MetricContext,
): GivenPattern | null {
  const names = columnsWithMissing({ training: fitted, holdout: fresh, synthetic }, context)
  const codes = patternCodes([fresh, synthetic], names, context) as [Int32Array, Int32Array]
  const [real, made] = [byCode(logs.fresh, codes[0]), byCode(logs.synthetic, codes[1])]
  if (new Set([...real.keys(), ...made.keys()]).size < 2) return null
  const sums = { rows: 0, score: 0, deviation: 0 }
  for (const [code, own] of real) {
    const others = made.get(code)
    if (!others || Math.min(own.length, others.length) < fewestRows) continue
    const { score, deviation } = ppCurve(Float64Array.from(own), Float64Array.from(others))
    sums.rows += own.length
    sums.score += own.length * score
    sums.deviation += own.length * deviation
  }
  if (sums.rows === 0) return null
  return { score: sums.score / sums.rows, deviation: sums.deviation / sums.rows, share: sums.rows / fresh.rows }
}

function byCode(logs: Float64Array, codes: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (let row = 0; row < logs.length; row++) {
    const group = groups.get(codes[row])
    if (group) group.push(logs[row])
    else groups.set(codes[row], [logs[row]])
  }
  return groups
}
