import { parseExpression } from '../../constraints/language/parse.js'
import { ConstraintError } from '../../errors.js'
import { balancedDraws } from '../../learn/tilting/balanced-draws.js'
import { capped } from '../../learn/tilting/tilt.js'
import { wholeCells, wholeShares } from '../../learn/tilting/whole-shares.js'
import { acceptorOf } from '../../models/rules/acceptance.js'
import type { FittedModel } from '../../models/synthesizer.js'
import { createRng, type Rng } from '../../random/rng.js'
import { shuffle } from '../../random/shuffle.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { SamplerOptions } from '../jobs/sampler.js'
import { type Fairness, fairCells, fairFeatures, parityGap, parseFairness } from './fair/fairness.js'
import { type Massaged, massaged } from './fair/massage.js'
import { groupOfRows } from './mixed-run.js'
import { labelNotes, weightNotes } from './options/notes.js'
import type { SteeringOptions } from './options/options.js'
import { rowIdentities } from './pool.js'
import { type Shares, shareGroups } from './weights/groups.js'
import { aimsOf, type Fixed, tidy, weightsFor } from './weights/weights.js'

/** Keeps the draws from a pool apart from those of its rows. */
const selectionStream = -11

interface Chosen {
  /** The rows of the pool, some with other labels. */
  readonly table: Table
  readonly positions: Int32Array
  /** What was wanted, what came out and what else moved, a sentence each. */
  readonly notes: readonly string[]
}

interface Asked extends SteeringOptions, SamplerOptions {
  readonly seed: number
}

/** Which rows of a pool are written so that everything is as wanted, in which order. */
export async function chooseRows(model: FittedModel, pool: Table, count: number, asked: Asked): Promise<Chosen> {
  const { schema } = model
  const start = new Float64Array(pool.rows).fill(1 / pool.rows)
  const fairness = asked.fair === undefined ? null : parseFairness(asked.fair, model.schema)
  const labels = fairness && asked.fairBy !== 'weights' ? await withFairLabels(fairness, model, pool, start, asked) : null
  const table = labels?.table ?? pool
  const { aims, fixed } = await aimsOf(table, schema, asked)
  const all = { aims, fixed: fairness ? [...fixed, ...fairShares(fairness, table, start)] : fixed }
  const isTilted = aims.length + (asked.margins ?? []).length > 0 || (fairness !== null && labels === null)
  const base = asked.distinct ? withoutRepeats(table, start, count) : start
  // A row of `count` at most where none may come twice.
  const cap = Math.min((asked.maxWeight ?? Number.POSITIVE_INFINITY) / pool.rows, asked.distinct ? 1 / count : Number.POSITIVE_INFINITY)
  const weights = isTilted ? weightsFor(all, base, cap) : asked.distinct ? capped(base, cap) : base
  const features = isTilted || fairness ? [...aims.map((aim) => aim.feature(weights)), ...all.fixed.map(({ feature }) => feature)] : []
  const positions = await drawnPositions(table, weights, count, { features, schema, ...asked })
  const written = isTilted || fairness ? table.take(positions) : table
  const notes = [
    ...(isTilted ? weightNotes({ pool, table, start, weights, positions, aims: all }) : []),
    ...(labels ? labelNotes(labels, fairness as Fairness, pool) : []),
  ]
  if (fairness) {
    const even = new Float64Array(count).fill(1 / count)
    notes.push(
      `parity gap of ${asked.fair}: ${tidy(parityGap(fairCells(fairness, pool), start))} as the model has it, ${tidy(parityGap(fairCells(fairness, written), even))} in what is written`,
    )
  }
  return { table, positions, notes }
}

/** The rows with moved labels. A label stays where the other one is computed from, or leads to, another column, or would break a condition or a rule. */
async function withFairLabels(fairness: Fairness, model: FittedModel, pool: Table, start: Float64Array, asked: Asked): Promise<Massaged> {
  const { label } = fairness
  const tied = model.derivations.find(({ from, to }) => from === label || to === label)
  if (tied) {
    throw new ConstraintError(
      'fair',
      `${tied.to} follows from ${tied.from} in every row, so that labels can't be moved; use --fair-by weights, or delete the dependency from the schema`,
    )
  }
  const { where, rules, ownRules: own, seed } = asked
  const condition = where === undefined ? undefined : await parseExpression(where, model.schema)
  const acceptor = acceptorOf({ model, where: condition, rules, own })
  const mayMove = (table: Table): Uint8Array =>
    acceptor ? Uint8Array.from(acceptor.patternsOf(table), (pattern) => (pattern === 0 ? 1 : 0)) : new Uint8Array(table.rows).fill(1)
  return massaged(fairness, pool, start, { seed, mayMove })
}

function fairShares(fairness: Fairness, table: Table, weights: Float64Array): Fixed[] {
  const { features, targets } = fairFeatures(fairCells(fairness, table), weights)
  return features.map((feature, k) => ({ name: `${fairness.label} by ${fairness.sensitive}`, feature, wanted: targets[k] }))
}

/** Weights of first rows only, each with those of all rows equal to it. Throws a ConstraintError where these are fewer than `count`. */
function withoutRepeats(table: Table, weights: Float64Array, count: number): Float64Array {
  const ids = rowIdentities(
    table.columns.map(({ values }) => values),
    table.rows,
  )
  const merged = new Float64Array(weights.length)
  const firsts = new Map<number, number>()
  ids.forEach((id, row) => {
    const first = firsts.get(id) ?? row
    firsts.set(id, first)
    merged[first] += weights[row]
  })
  const possible = merged.reduce((sum, weight) => (weight > 0 ? sum + 1 : sum), 0)
  if (possible < count) {
    throw new ConstraintError(
      'distinct',
      `only ${possible.toLocaleString('en')} different rows came up among ${table.rows.toLocaleString('en')}, and ${count.toLocaleString('en')} are wanted; ask for fewer rows`,
    )
  }
  return merged
}

/** The rows to write: by weight, in exact numbers of each combination of groups where shares are asked for. */
async function drawnPositions(
  table: Table,
  weights: Float64Array,
  count: number,
  {
    features,
    schema,
    share,
    seed,
  }: { readonly features: readonly Float64Array[]; readonly schema: Schema; readonly share?: Shares; readonly seed: number },
): Promise<Int32Array> {
  const rng = createRng(seed, selectionStream)
  if (!share) return balancedDraws(weights, count, features, rng)
  const keys = await shareGroups(share, schema)
  const groups = keys.map((key) => groupOfRows(key, schema, table))
  const cells = rowIdentities(groups, table.rows)
  const firsts: number[] = []
  cells.forEach((cell, row) => {
    firsts[cell] ??= row
  })
  const expected = new Float64Array(firsts.length)
  cells.forEach((cell, row) => {
    expected[cell] += weights[row] * count
  })
  const counts = wholeCells({
    expected,
    groupOf: groups.map((own) => Int32Array.from(firsts, (row) => own[row])),
    wanted: keys.map(({ groups }) =>
      wholeShares(
        groups.map(({ share }) => share),
        count,
      ),
    ),
  })
  if (!counts) throw new ConstraintError('share', 'and the other wishes leave no rows that fulfil both; loosen one of them')
  const parts = Array.from(counts, (own, cell) => {
    const inside = weights.map((weight, row) => (cells[row] === cell ? weight : 0))
    return own === 0 ? new Int32Array() : balancedDraws(inside, own, features, rng)
  })
  return interleaved(parts, count, rng)
}

/** The parts one among the other, at random. */
function interleaved(parts: readonly Int32Array[], count: number, rng: Rng): Int32Array {
  const all = new Int32Array(count)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  shuffle(all, rng)
  return all
}
