import type { Feature } from '../../../../learn/trees/bins.js'
import { takeRows } from '../../../../learn/trees/bins.js'
import type { Rng } from '../../../../random/rng.js'
import { type ColumnSchema, type Schema, schemaColumn } from '../../../../table/schema.js'
import { type ConditionalDensity, conditionalDensity } from '../../density/conditional-density.js'
import { sumTerms } from '../../fit/identities.js'
import { drawNear } from '../../fit/support.js'
import type { TreeStep, VisitOrder } from '../../state.js'
import { drawRestricted } from '../conditions/restricted.js'
import { featureOf } from '../feature.js'
import { type Conditional, drawCodes } from '../laws/conditional.js'
import { solvedTerms } from '../laws/solve.js'
import { enforceGapRules } from './enforce-gap-rules.js'
import { decidedGaps } from './gaps.js'

type Values = Float64Array | Int32Array

/** Rows with open cells, by column name, and how many candidates each is to have. */
export interface OpenRows {
  readonly way: VisitOrder
  readonly schema: Schema
  readonly values: ReadonlyMap<string, Values>
  /** 1 for each cell to be drawn. */
  readonly open: ReadonlyMap<string, Uint8Array>
  readonly rows: Int32Array
  readonly candidates: number
}

export interface Proposed {
  /** By column, the cells of the candidates of the first row, then those of the second, and so on. */
  readonly values: ReadonlyMap<string, Values>
  readonly weights: Float64Array
}

/** A column of the candidates. */
interface Cells {
  readonly step: TreeStep
  readonly schema: ColumnSchema
  readonly values: Values
  /** 1 where the cell is drawn, 2 where it counts as evidence. */
  readonly roles: Uint8Array
}

/**
 * Candidates of each row: open cells drawn given the columns before, and weights by how likely its known cells are given these. Of columns
 * that sum up to a known one the last open one is what the others leave.
 */
export function proposeRows({ way, schema, values: known, open, rows, candidates }: OpenRows, rng: Rng): Proposed {
  const count = rows.length * candidates
  const spread = Int32Array.from({ length: count }, (_, i) => rows[Math.floor(i / candidates)])
  const values = new Map<string, Values>()
  const weights = new Float64Array(count).fill(1)
  const features: Feature[] = []
  const solved = solvedTerms(way.steps, open, known, rows)
  const begun = new Uint8Array(rows.length)
  way.steps.forEach((step, position) => {
    const own = schemaColumn(schema, step.name)
    const cells = gather(known.get(step.name) as Values, spread)
    const gaps = open.get(step.name) as Uint8Array
    const solution = solved.get(step.name)
    const roles = new Uint8Array(count)
    rows.forEach((row, i) => {
      const isOpen = gaps[row] === 1
      const role = isOpen && !solution?.isSolved[i] ? 1 : isOpen || begun[i] ? 2 : 0
      if (isOpen) begun[i] = 1
      roles.fill(role, i * candidates, (i + 1) * candidates)
    })
    if (solution) solution.solve(cells as Float64Array, values, candidates)
    const column = { step, schema: own, values: cells, roles }
    if (step.identity) compute(column, values)
    else if (step.values) drawAndWeigh(column, features, weights, rng.split(position))
    values.set(step.name, cells)
    features.push(featureOf(step, own, cells))
  })
  return { values, weights }
}

function gather(values: Values, positions: Int32Array): Values {
  const gathered = values instanceof Float64Array ? new Float64Array(positions.length) : new Int32Array(positions.length)
  for (let i = 0; i < gathered.length; i++) gathered[i] = values[positions[i]]
  return gathered
}

/** Open cells of a computed column are what its terms come to. */
function compute({ step, values, roles }: Cells, before: ReadonlyMap<string, Values>): void {
  const sums = sumTerms(step.identity as NonNullable<TreeStep['identity']>, (name) => before.get(name) as Float64Array, values.length)
  for (let i = 0; i < values.length; i++) if (roles[i] === 1) values[i] = sums[i]
}

function drawAndWeigh(column: Cells, features: readonly Feature[], weights: Float64Array, rng: Rng): void {
  const law = conditionalDensity(column.step, column.schema)
  const drawn = positionsOf(column.roles, 1)
  if (drawn.length > 0) drawCells(column, law, subset(features, drawn), drawn, weights, rng)
  const evidence = positionsOf(column.roles, 2)
  if (evidence.length > 0) weigh(column, law, subset(features, evidence), evidence, weights)
}

function positionsOf(roles: Uint8Array, role: number): Int32Array {
  const positions = new Int32Array(roles.length)
  let size = 0
  for (let i = 0; i < roles.length; i++) if (roles[i] === role) positions[size++] = i
  return positions.subarray(0, size)
}

function subset(features: readonly Feature[], positions: Int32Array): Feature[] {
  return features.map((feature) => (positions.length === feature.codes.length ? feature : takeRows(feature, positions)))
}

/** Draws values, given that there is one: how likely that was belongs to the weights. */
function drawCells(
  { step, values }: Cells,
  law: ConditionalDensity,
  features: readonly Feature[],
  positions: Int32Array,
  weights: Float64Array,
  rng: Rng,
): void {
  const { support, values: conditional } = step
  if (support) {
    const codes = drawCodes(conditional as Conditional, features, positions.length, rng)
    const present = law.presenceProbabilities(features, new Int32Array(positions.length).fill(1))
    for (let i = 0; i < positions.length; i++) {
      const at = positions[i]
      values[at] = drawNear(support, codes[i], rng.uniform())
      if (present) weights[at] = weights[at] * present[i]
    }
    return
  }
  if (law.missingLevel < 0) {
    const codes = drawCodes(conditional as Conditional, features, positions.length, rng)
    if (step.gaps) {
      const column = { values: conditional as Conditional, gap: step.gaps.code, kinds: law.codes }
      enforceGapRules(codes, column, features, decidedGaps(step.gaps, features, codes.length), rng)
    }
    for (let i = 0; i < positions.length; i++) values[positions[i]] = codes[i]
    return
  }
  const allowed = new Uint8Array(law.missingLevel + 1).fill(1)
  allowed[law.missingLevel] = 0
  const restricted = drawRestricted(conditional as Conditional, features, positions.length, allowed, rng)
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i]
    const isPossible = restricted.weights[i] > 0
    values[at] = isPossible ? restricted.codes[i] : law.drawLevel(rng)
    weights[at] = weights[at] * (isPossible ? restricted.weights[i] : least)
  }
}

/** Weight of what no tree allows. */
const least = 1e-3

function weigh(
  { step, values }: Cells,
  law: ConditionalDensity,
  features: readonly Feature[],
  positions: Int32Array,
  weights: Float64Array,
): void {
  const isPresent = Int32Array.from(positions, (at) => (step.support && Number.isNaN(values[at]) ? 0 : 1))
  const groups = Int32Array.from(positions, (at, i) => (isPresent[i] ? law.nearestGroup(values[at]) : -1))
  const chances = law.groupProbabilities(
    features,
    groups.map((group) => Math.max(0, group)),
  )
  const presence = law.presenceProbabilities(features, isPresent)
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i]
    const chance = groups[i] < 0 ? 1 : chances[i]
    weights[at] = weights[at] * chance * (presence ? presence[i] : 1)
  }
}
