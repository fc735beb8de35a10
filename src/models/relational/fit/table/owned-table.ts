import { columnOf } from '../../../../encode/column-of.js'
import type { Rng } from '../../../../random/rng.js'
import { newColumn } from '../../../../table/schema.js'
import type { Predictor } from '../../../markov-chain/fit/bases.js'
import type { Past } from '../../../markov-chain/fit/history.js'
import { StepFitter } from '../../../markov-chain/fit/steps.js'
import type { ChainStep } from '../../../markov-chain/state.js'
import { type Encoded, encodeColumn } from '../../../sequential-trees/fit/encoded.js'
import type { FitContext } from '../../../synthesizer.js'
import type { ColumnRule, TableState, Virtual } from '../../state.js'
import {
  againName,
  ageName,
  changeName,
  classLevels,
  className,
  exceptionName,
  last,
  meanName,
  mostAge,
  otherName,
  sameName,
} from '../../views.js'
import type { Prepared } from '../prepare.js'
import { ruleOf } from './rules.js'
import { fitSteps, type RelationalStepInput } from './steps.js'
import { type Known, TrainingPredictors } from './training-predictors.js'
import { virtualSchema, virtualValues } from './virtuals.js'

export type OwnedState = Pick<TableState, 'drawn' | 'views' | 'bases' | 'codings' | 'steps' | 'virtualSteps' | 'ages'> & {
  /** By relation to a second parent. */
  readonly classSteps: ReadonlyMap<number, ClassSteps>
}

/** How the class of a second parent is drawn, and, of a diamond, before it whether the other way leads to the same row. */
export interface ClassSteps {
  readonly classes: ChainStep
  readonly same: ChainStep | null
}

/** How the rows of a table are drawn from those of its owner, one after another. */
export class OwnedTable {
  readonly #known: Known
  readonly #table: Prepared
  readonly #virtuals: readonly Virtual[]
  readonly #seen: TrainingPredictors

  constructor(known: Known, table: Prepared, virtuals: readonly Virtual[]) {
    this.#known = known
    this.#table = table
    this.#virtuals = virtuals
    this.#seen = new TrainingPredictors(known, table, virtuals)
  }

  async fit(rng: Rng, context: Omit<FitContext, 'rng'>): Promise<OwnedState> {
    const { rows, position, name } = this.#table
    const all = Int32Array.from({ length: rows }, (_, row) => row)
    const [firsts, later] = [all.filter((row) => position[row] === 0), all.filter((row) => position[row] !== 0)]
    const { past } = this.#seen
    const task = { past, firsts, later, settings: this.#known.settings }
    const classSteps = this.#fitClasses(past, all, rng.split(0))
    const steps = await fitSteps(task, this.#inputs(rng.split(1)), name, context)
    const ages = this.#fitAges(past, all, rng.split(2))
    const virtualSteps = this.#fitVirtuals(past, all, rng.split(3))
    return {
      drawn: this.#seen.order,
      views: this.#seen.views,
      bases: this.#seen.bases,
      codings: this.#seen.codings,
      classSteps,
      steps,
      ages,
      virtualSteps,
    }
  }

  /** A class is drawn from the owner, the classes before, and that of the sibling before. */
  #fitClasses(past: Past, all: Int32Array, rng: Rng): Map<number, ClassSteps> {
    const steps = new Map<number, ClassSteps>()
    for (const relation of this.#seen.seconds()) {
      const { ofChild, classes, diamond } = this.#seen.match(relation)
      const outside = this.#seen.outside(relation)
      const [isSame, own] = [sameName(relation), className(relation)]
      const before = [...this.#seen.own(isSame, last, true), ...this.#seen.own(own, last, true), ...outside]
      const same = diamond && this.#fitLevels(past, all, isSame, diamond.same, 2, before, rng.split(relation, 1))
      const seen = [...this.#seen.own(own, last, true), ...this.#seen.own(isSame), ...outside]
      steps.set(relation, { same, classes: this.#fitLevels(past, all, own, ofChild, classes + 1, seen, rng.split(relation)) })
    }
    for (const relation of this.#seen.seconds(['late'])) {
      const { ofChild, classes } = this.#seen.match(relation)
      const seen = [...this.#seen.outside(), ...this.#seen.order.flatMap((name) => this.#seen.own(name))]
      const own = this.#fitLevels(past, all, className(relation), ofChild, classes + 1, seen, rng.split(relation))
      steps.set(relation, { same: null, classes: own })
    }
    return steps
  }

  #fitLevels(
    past: Past,
    rows: Int32Array,
    name: string,
    codes: Int32Array,
    kinds: number,
    predictors: readonly Predictor[],
    rng: Rng,
  ): ChainStep {
    const levels = classLevels(kinds)
    const column = encodeColumn(
      { name, kind: 'categorical', values: codes, levels },
      newColumn({ name, kind: 'categorical', levels }),
      this.#known.settings,
    )
    if (column.kind !== 'levels') throw new RangeError('levels are encoded as levels')
    return new StepFitter(past, this.#known.settings, rows, false).fitLevels(name, column, predictors, rng)
  }

  #inputs(rng: Rng): RelationalStepInput[] {
    const { plan, prepared } = this.#known
    const { order, size } = this.#table
    const hasSiblings = size.some((count) => count > 1)
    const seconds = this.#seen.seconds()
    return this.#seen.order.map((name, i): RelationalStepInput => {
      const drawn = this.#seen.order.slice(0, i).flatMap((before) => this.#seen.own(before))
      const rule = hasSiblings || this.#seen.views.length > 0 ? ruleOf(name, this.#table, this.#seen.views, plan, prepared) : null
      const change = order !== null && name !== order ? this.#seen.own(changeName) : []
      return {
        name,
        column: this.#seen.encoded.get(name) as Encoded,
        changes: this.#seen.changes.get(name) ?? null,
        isOrder: name === order,
        predictors: [...this.#seen.outside(), ...drawn],
        before: [
          ...this.#seen.own(name, last, true),
          ...this.#seen.own(meanName(name)),
          ...this.#seen.own(otherName(name)),
          ...this.#seen.order.slice(0, i).flatMap((before) => this.#seen.own(againName(before))),
          ...change,
          ...seconds.flatMap((relation) => this.#seen.own(className(relation), last)),
        ],
        rule,
        uncopied: rule?.kind === 'copy' ? this.#uncopied(name, rule) : null,
        key: rng.split(i).key,
      }
    })
  }

  /** Rows whose column isn't what the row has that they look at. */
  #uncopied(name: string, rule: Extract<ColumnRule, { kind: 'copy' }>): Int32Array {
    const { learned } = this.#table
    const held = rule.partly ? learned.column(exceptionName(name)).values : null
    const places = this.#seen.places()[rule.view] as Int32Array
    return Int32Array.from(places.keys()).filter((row) => places[row] < 0 || held?.[row] === 0)
  }

  #fitAges(past: Past, all: Int32Array, rng: Rng): OwnedState['ages'] {
    const { position, links } = this.#table
    return this.#seen.seconds(['earlier']).map((relation) => {
      const link = links.get(relation) as Int32Array
      const ages = link.map((to, row) => (to < 0 || to >= row || row - to > position[row] ? 0 : Math.min(mostAge, row - to)))
      const predictors = [...this.#seen.outside(), ...this.#seen.order.flatMap((name) => this.#seen.own(name))]
      return { relation, step: this.#fitLevels(past, all, ageName(relation), ages, mostAge + 1, predictors, rng.split(relation)) }
    })
  }

  #fitVirtuals(past: Past, all: Int32Array, rng: Rng): ChainStep[] {
    const { plan, prepared, settings } = this.#known
    const fitter = new StepFitter(past, settings, all, false)
    return this.#virtuals.map((virtual, i) => {
      const schema = virtualSchema(virtual)
      const column = encodeColumn(columnOf(schema, virtualValues(virtual, plan, prepared, this.#table.rows)), schema, settings)
      const predictors = [
        ...this.#seen.outside(),
        ...this.#seen.order.flatMap((name) => this.#seen.own(name)),
        ...this.#virtuals.slice(0, i).flatMap(({ name }) => this.#seen.own(name)),
      ]
      return column.kind === 'levels'
        ? fitter.fitLevels(virtual.name, column, predictors, rng.split(i))
        : fitter.fitNumbers(virtual.name, column, predictors, rng.split(i))
    })
  }
}
