import { columnOf } from '../../../../encode/column-of.js'
import type { Rng } from '../../../../random/rng.js'
import { isNumberColumn } from '../../../../table/column.js'
import { levelsOf, schemaColumn } from '../../../../table/schema.js'
import { Table } from '../../../../table/table.js'
import { Drawer } from '../../../markov-chain/draw/draw.js'
import { codeOf } from '../../../markov-chain/fit/bases.js'
import type { ChainStep, ChainTrees } from '../../../markov-chain/state.js'
import { modelledSchema } from '../../../shell/layout.js'
import type { ColumnStep, TableState } from '../../state.js'
import {
  againName,
  ageName,
  changeName,
  depthName,
  exceptionName,
  firstFar,
  last,
  leftName,
  meanName,
  now,
  otherName,
  placeName,
} from '../../views.js'
import type { KeyScopes } from './key-scopes.js'
import { type Drawers, drawByChange, drawLevel, drawNumber, keyText, nearValues, type Ready, Usual } from './ready-columns.js'
import type { RelatedRows } from './related-predictors.js'

/** Rows of a table in the making: which siblings stand together, and what they see of others. */
export interface Outline {
  readonly rows: number
  readonly position: Int32Array
  readonly size: Int32Array
  readonly depth: number
  /** By view of others. */
  readonly related: readonly RelatedRows[]
  /** What they want of second parents, by name: classes, and whether to come where another way leads. */
  readonly wants: ReadonlyMap<string, Int32Array>
}

/** What has been drawn of them. */
export interface DrawnRows {
  readonly columns: Table
  readonly virtuals: ReadonlyMap<string, Float64Array | Int32Array>
  /** By relation, how many rows back an earlier row of the same owner is; 0 for none. */
  readonly ages: ReadonlyMap<number, Int32Array>
  /** How often a value had to be put in place of a drawn one, lest two rows have one key. */
  readonly forced: number
}

/** Rows in the making. */
interface Work {
  readonly ready: readonly Ready[]
  readonly aged: readonly {
    readonly relation: number
    readonly drawer: Drawer | null
    readonly base: number
    readonly values: Int32Array
  }[]
  readonly counted: readonly {
    readonly name: string
    readonly base: number
    readonly drawers: Drawers
    readonly levels: number
    readonly values: Float64Array | Int32Array
  }[]
  /** By column. */
  readonly usual: readonly Usual[]
  readonly keys: KeyScopes | null
  /** Columns of the key, in the order in which they are drawn. */
  readonly inKey: readonly Ready[]
  forced: number
}

/** How often a row is drawn again whose key another one has. */
const mostAttempts = 20

/** Draws rows with an owner, one after another. */
export class RowDrawer {
  readonly #state: TableState
  readonly #outline: Outline
  readonly #codes: Uint16Array[]
  readonly #places: Int32Array
  readonly #baseOf: ReadonlyMap<string, number>
  #work: Work | null = null

  constructor(state: TableState, outline: Outline) {
    this.#state = state
    this.#outline = outline
    this.#places = new Int32Array(firstFar + state.views.length).fill(-1)
    this.#codes = state.bases.map(({ view, name }) =>
      view < firstFar ? new Uint16Array(outline.rows) : outline.related[view - firstFar].codesOf(name),
    )
    this.#baseOf = new Map(state.bases.flatMap(({ view, name }, base) => (view < firstFar ? [[name, base] as const] : [])))
    for (const [name, codes] of outline.wants) this.#putAll(name, codes)
    this.#putAll(placeName, outline.position)
    this.#putAll(
      leftName,
      outline.size.map((size, row) => size - outline.position[row] - 1),
    )
    this.#putAll(depthName, new Float64Array(outline.rows).fill(outline.depth))
  }

  /** What each row wants of a second parent: the class, or whether to come where another way leads. */
  drawWants(name: string, step: ChainTrees, rng: Rng): Int32Array {
    const drawer = this.#ready(step) as Drawer
    const drawn = new Int32Array(this.#outline.rows)
    const base = this.#baseOf.get(name)
    for (let row = 0; row < drawn.length; row++) {
      this.#look(row)
      drawn[row] = drawer.draw(this.#places, rng)
      if (base !== undefined) this.#put(base, row, drawn[row])
    }
    return drawn
  }

  /** Draws own columns, references to earlier rows and counts of children, of all rows. Rows of one scope may not share a key. */
  draw(rng: Rng, keys: KeyScopes | null): void {
    const { steps, ages, virtuals, virtualSteps } = this.#state
    const { rows } = this.#outline
    const ready: Ready[] = []
    for (const step of steps) ready.push(this.#readyColumn(step, ready))
    const aged = ages.map(({ relation, step }) => ({
      relation,
      drawer: this.#ready(step.values),
      base: this.#base(ageName(relation)),
      values: new Int32Array(rows),
    }))
    const counted = virtualSteps.map((step, i) => ({
      name: step.name,
      base: this.#base(step.name),
      drawers: this.#drawers(step),
      levels: virtuals[i]?.levels.length ?? 0,
      values: step.support || virtuals[i]?.kind !== 'level' ? new Float64Array(rows) : new Int32Array(rows),
    }))
    const inKey = keys ? ready.filter(({ step }) => keys.columns.includes(step.name)) : []
    this.#work = { ready, aged, counted, usual: ready.map(({ levels }) => new Usual(levels)), keys, inKey, forced: 0 }
    for (let row = 0; row < rows; row++) this.#drawRow(this.#work, row, rng)
  }

  /** Draws these rows, ascending, again; of an owner's rows all from one on. */
  redraw(rows: Int32Array, rng: Rng): void {
    const work = this.#work as Work
    const { ready, usual, keys, inKey } = work
    const { position } = this.#outline
    if (keys) for (const row of rows) keys.free(row, keyText(inKey, row))
    for (const [i, row] of rows.entries()) {
      if (i === 0 || rows[i - 1] !== row - 1 || position[row] === 0)
        for (const [c, { values }] of ready.entries()) {
          usual[c].clear()
          for (let before = row - position[row]; before < row; before++) usual[c].add(values[before])
        }
      this.#drawRow(work, row, rng)
    }
  }

  #drawRow(work: Work, row: number, rng: Rng): void {
    const { ready, aged, counted, usual, keys, inKey } = work
    const lastKey = inKey.at(-1)
    const changeBase = this.#base(changeName)
    this.#look(row)
    const isLater = this.#outline.position[row] > 0
    for (let c = 0; c < ready.length; c++) {
      const column = ready[c]
      if (!isLater) usual[c].clear()
      this.#put(column.mean, row, usual[c].value)
      this.#put(column.other, row, usual[c].other)
      let value = this.#drawColumn(column, row, isLater, rng)
      if (keys && column === lastKey) {
        column.values[row] = value
        let isFree = keys.take(row, keyText(inKey, row))
        for (let attempt = 0; !isFree && attempt < mostAttempts; attempt++) {
          value = column.values[row] = this.#drawColumn(column, row, isLater, rng)
          isFree = keys.take(row, keyText(inKey, row))
        }
        if (!isFree) {
          work.forced++
          for (const candidate of nearValues(column, value)) {
            value = column.values[row] = candidate
            if (keys.take(row, keyText(inKey, row))) break
          }
        }
      }
      column.values[row] = value
      this.#put(column.base, row, value)
      this.#put(column.again, row, isLater ? Number(value === column.values[row - 1]) : -1)
      if (column.step.change && changeBase >= 0 && c === 0)
        this.#put(changeBase, row, isLater ? value - column.values[row - 1] : Number.NaN)
      usual[c].add(value)
    }
    for (const { drawer, base, values } of aged) {
      const age = drawer ? drawer.draw(this.#places, rng) : 0
      values[row] = Math.min(age, this.#outline.position[row])
      this.#put(base, row, values[row])
    }
    for (const { drawers, base, levels, values } of counted) {
      const value =
        drawers.support || !(values instanceof Int32Array)
          ? drawNumber(drawers, this.#places, rng)
          : drawLevel(drawers, levels, this.#places, rng)
      values[row] = value
      this.#put(base, row, value)
    }
  }

  /** What has been drawn so far. */
  get drawn(): DrawnRows {
    const { ready, aged, counted, forced } = this.#work as Work
    const { shell } = this.#state
    const modelled = modelledSchema(shell.schema, shell.derivations)
    const columns = new Map(ready.map(({ step, values }) => [step.name, values]))
    return {
      columns: new Table(
        modelled.columns.map((column) => columnOf(column, columns.get(column.name) as Float64Array)),
        this.#outline.rows,
      ),
      virtuals: new Map(counted.map(({ name, values }) => [name, values])),
      ages: new Map(aged.map(({ relation, values }) => [relation, values])),
      forced,
    }
  }

  /** The class of a late parent, which goes by the columns. */
  drawLate(step: ChainTrees, rng: Rng): Int32Array {
    const drawer = this.#ready(step) as Drawer
    return Int32Array.from({ length: this.#outline.rows }, (_, row) => {
      this.#look(row)
      return drawer.draw(this.#places, rng)
    })
  }

  #base(name: string): number {
    return this.#baseOf.get(name) ?? -1
  }

  #look(row: number): void {
    const { position, related } = this.#outline
    this.#places[now] = row
    this.#places[last] = position[row] > 0 ? row - 1 : -1
    for (let v = 0; v < related.length; v++) this.#places[firstFar + v] = related[v].places[row]
  }

  #put(base: number, row: number, value: number): void {
    if (base >= 0) this.#codes[base][row] = codeOf(this.#state.codings[base], value)
  }

  #putAll(name: string, values: ArrayLike<number>): void {
    const base = this.#base(name)
    if (base >= 0) for (let row = 0; row < this.#outline.rows; row++) this.#put(base, row, values[row])
  }

  #ready(drawn: ChainTrees | null): Drawer | null {
    return drawn && new Drawer(drawn, this.#codes)
  }

  #drawers({ support, presence, same, values }: ChainStep): Drawers {
    return { support, presence: this.#ready(presence), same: this.#ready(same), values: this.#ready(values) }
  }

  #readyColumn(step: ColumnStep, before: readonly Ready[]): Ready {
    const { shell } = this.#state
    const modelled = modelledSchema(shell.schema, shell.derivations)
    const schema = schemaColumn(modelled, step.name)
    const isNumber = step.first.support !== null
    const levels = isNumber ? -1 : levelsOf(schema).length
    return {
      step,
      base: this.#base(step.name),
      mean: this.#base(meanName(step.name)),
      other: this.#base(otherName(step.name)),
      again: this.#base(againName(step.name)),
      values: isNumber ? new Float64Array(this.#outline.rows) : new Int32Array(this.#outline.rows),
      levels,
      first: this.#drawers(step.first),
      later: step.later && this.#drawers(step.later),
      change: step.change && { support: step.change.support, drawer: this.#ready(step.change.values) as Drawer },
      recode: this.#recode(step, levelsOf(schema)),
      held:
        step.rule?.kind === 'copy' && step.rule.partly
          ? (before.find((other) => other.step.name === exceptionName(step.name))?.values ?? null)
          : null,
    }
  }

  #recode({ rule }: ColumnStep, levels: readonly string[]): Int32Array | null {
    if (rule?.kind !== 'copy') return null
    const cells = this.#outline.related[rule.view - firstFar].cellsOf(rule.column)
    if (isNumberColumn(cells)) return null
    const codes = new Map(levels.map((level, code) => [level, code]))
    return Int32Array.from(cells.levels, (level) => codes.get(level) ?? -2)
  }

  #drawColumn(column: Ready, row: number, isLater: boolean, rng: Rng): number {
    const { rule } = column.step
    if (rule?.kind === 'place') return rule.start + this.#outline.position[row]
    if (rule?.kind === 'static' && isLater) return column.values[row - 1]
    if (rule?.kind === 'copy' && (!column.held || column.held[row] === 1)) {
      const related = this.#outline.related[rule.view - firstFar]
      const place = related.places[row]
      if (place >= 0) {
        const value = related.cellsOf(rule.column).values[place]
        if (!column.recode) return value
        const code = value < 0 ? -1 : column.recode[value]
        if (code > -2) return code
      }
    }
    const drawers = isLater && column.later ? column.later : column.first
    const before = isLater ? column.values[row - 1] : Number.NaN
    if (column.levels >= 0) return drawLevel(drawers, column.levels, this.#places, rng, isLater && column.later ? before : undefined)
    if (isLater && column.later && column.change && !Number.isNaN(before)) return drawByChange(column, drawers, before, this.#places, rng)
    return drawNumber(drawers, this.#places, rng, isLater && column.later ? before : undefined)
  }
}
