import { columnOf, missingColumn } from '../../../encode/column-of.js'
import { binNumbers, type Feature, levelFeature, takeRows } from '../../../learn/trees/bins.js'
import type { Rng } from '../../../random/rng.js'
import type { Column } from '../../../table/column.js'
import { levelsOf, type Schema, schemaColumn } from '../../../table/schema.js'
import { concatTables, Table } from '../../../table/table.js'
import { sumTerms } from '../fit/identities.js'
import { drawNear, putInEnds, type Support } from '../fit/support.js'
import type { TreeStep } from '../state.js'
import type { Allowed } from './conditions/allowed.js'
import { drawRestricted } from './conditions/restricted.js'
import { enforceAllowedGapRules, enforceGapRules } from './gaps/enforce-gap-rules.js'
import { decidedGaps } from './gaps/gaps.js'
import { type Conditional, codeProbabilities, drawCodes } from './laws/conditional.js'
import { drawEvenly } from './laws/even.js'
import type { Turns } from './laws/folds.js'

const turnStream = -2

/** Rows in the making: the columns drawn so far, and how the trees of later columns see them. */
export class PartialRows {
  readonly rows: number
  readonly #schema: Schema
  readonly #columns: Column[]
  readonly #features: Feature[]
  /** By row, see `Turns`. */
  readonly #turns: Uint8Array

  private constructor(schema: Schema, turns: Uint8Array, columns: Column[] = [], features: Feature[] = []) {
    this.rows = turns.length
    this.#turns = turns
    this.#schema = schema
    this.#columns = columns
    this.#features = features
  }

  /** So many rows without a column. */
  static begin(steps: readonly TreeStep[], schema: Schema, rows: number, rng: Rng): PartialRows {
    return new PartialRows(schema, drawTurns(steps, rows, rng.split(turnStream)))
  }

  /** Draws the next column. */
  draw(step: TreeStep, rng: Rng): void {
    if (step.identity) {
      const values = (name: string): Float64Array => this.#columns.find((column) => column.name === name)?.values as Float64Array
      this.#add(step, sumTerms(step.identity, values, this.rows))
      return
    }
    if (!step.values) {
      this.#add(step, null)
      return
    }
    const codes = drawCodes(step.values, this.#features, this.rows, rng, this.#ownTurns)
    const decided = step.gaps && decidedGaps(step.gaps, this.#features, this.rows)
    if (!step.support) {
      if (decided) {
        const kinds = levelsOf(schemaColumn(this.#schema, step.name)).length + 1
        enforceGapRules(codes, { values: step.values, gap: step.gaps?.code, kinds }, this.#features, decided, rng)
      }
      this.#add(step, codes)
      return
    }
    const present = step.presence ? drawCodes(step.presence, this.#features, this.rows, rng, this.#ownTurns) : null
    if (decided && present) for (let row = 0; row < this.rows; row++) if (decided[row] !== 0) present[row] = decided[row] === 1 ? 0 : 1
    const numbers = numbersOf(codes, present, step.support, rng)
    putInEnds(step.support, numbers, rng)
    this.#add(step, numbers)
  }

  /** Draws the next column from what is allowed of it; returns how probable that was for each row. */
  drawAllowed(step: TreeStep, allowed: Allowed, rng: Rng): Float64Array {
    if (!step.values) {
      this.#add(step, null)
      return new Float64Array(this.rows).fill(1)
    }
    const restricted = drawRestricted(step.values, this.#features, this.rows, allowed.codes, rng)
    const { codes, weights } = restricted
    const decided = step.gaps && decidedGaps(step.gaps, this.#features, this.rows)
    if (decided && !step.support) {
      const column = { values: step.values, gap: step.gaps?.code, allowed: allowed.codes }
      enforceAllowedGapRules(restricted, column, this.#features, decided, rng)
    }
    const present = step.presence ? this.#drawPresence(step.presence, decided, allowed.missing, weights, rng) : null
    this.#add(step, step.support ? numbersOf(codes, present, step.support, rng) : codes)
    return weights
  }

  /** The rows at these positions; a position may repeat. */
  take(positions: Int32Array): PartialRows {
    const columns = new Table(this.#columns, this.rows).take(positions).columns
    const features = this.#features.map((feature) => takeRows(feature, positions))
    const turns = Uint8Array.from(positions, (row) => this.#turns[row])
    return new PartialRows(this.#schema, turns, [...columns], features)
  }

  /** The rows of drafts that have drawn the same columns. */
  static concat(drafts: readonly PartialRows[]): PartialRows {
    const [first] = drafts as [PartialRows]
    const rows = drafts.reduce((sum, partial) => sum + partial.rows, 0)
    const columns = concatTables(drafts.map((partial) => new Table(partial.#columns, partial.rows))).columns
    const features = first.#features.map((feature, f) => {
      const codes = new (feature.codes.constructor as typeof Uint16Array)(rows)
      let at = 0
      for (const partial of drafts) {
        codes.set(partial.#features[f].codes, at)
        at += partial.rows
      }
      return { ...feature, codes }
    })
    const turns = Uint8Array.from(drafts.flatMap((partial) => [...partial.#turns]))
    return new PartialRows(first.#schema, turns, [...columns], features)
  }

  /** The finished rows, in the schema's order. */
  toTable(): Table {
    return new Table(this.#columns, this.rows).select(this.#schema.columns.map(({ name }) => name))
  }

  get #ownTurns(): Turns {
    return { turns: this.#turns, position: this.#features.length }
  }

  /** Whether each row has a value, given how probable an allowed value is, to which the probability of an allowed gap is added. */
  #drawPresence(presence: Conditional, decided: Int8Array | null, mayMiss: boolean, weights: Float64Array, rng: Rng): Int32Array {
    const probability = codeProbabilities(presence, this.#features, new Int32Array(this.rows).fill(1))
    const isPresent = new Int32Array(this.rows)
    for (let row = 0; row < this.rows; row++) {
      if (decided && decided[row] !== 0) probability[row] = decided[row] === 1 ? 0 : 1
      const present = weights[row] * probability[row]
      weights[row] = present + (mayMiss ? 1 - probability[row] : 0)
      isPresent[row] = rng.uniform() * weights[row] < present ? 1 : 0
    }
    return isPresent
  }

  #add(step: TreeStep, drawn: Int32Array | Float64Array | null): void {
    const schema = schemaColumn(this.#schema, step.name)
    const levels = levelsOf(schema).length
    // Trees know a missing level as the class after the last one.
    const values = drawn instanceof Int32Array ? drawn.map((code) => (code === levels ? -1 : code)) : drawn
    const column = values ? columnOf(schema, values) : missingColumn(schema, this.rows)
    this.#columns.push(column)
    this.#features.push(
      step.edges
        ? binNumbers(column.values as Float64Array, step.edges)
        : levelFeature(column.values as Int32Array, levels, schema.kind !== 'ordinal'),
    )
  }
}

/** For each row a turn, as many of each as can be. */
function drawTurns(steps: readonly TreeStep[], rows: number, rng: Rng): Uint8Array {
  const most = steps.reduce((sum, { values, presence }) => Math.max(sum, foldTrees(values), foldTrees(presence)), 1)
  const turns = new Uint8Array(rows)
  if (most > 1) drawEvenly(new Int32Array(rows), rng, (row, u) => (turns[row] = Math.floor(u * most)))
  return turns
}

/** Trees of a conditional whose donors are folds; 0 where none are. */
function foldTrees(conditional: Conditional | null): number {
  if (conditional?.kind === 'blend') return Math.max(...conditional.parts.map(foldTrees))
  if (conditional?.kind === 'two-part') return Math.max(foldTrees(conditional.whether), foldTrees(conditional.rest))
  const isDealt = conditional?.kind === 'shifted' || (conditional?.kind === 'bag' && conditional.isDealt)
  return isDealt ? conditional.trees.length : 0
}

/** The numbers that donors stand for; NaN where `present` is 0. */
function numbersOf(donors: Int32Array, present: Int32Array | null, support: Support, rng: Rng): Float64Array {
  const values = new Float64Array(donors.length)
  for (let row = 0; row < values.length; row++) {
    const near = drawNear(support, donors[row], rng.uniform())
    values[row] = present && present[row] === 0 ? Number.NaN : near
  }
  return values
}
