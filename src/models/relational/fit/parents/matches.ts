import type { Feature } from '../../../../learn/trees/bins.js'
import type { Rng } from '../../../../random/rng.js'
import type { DrawPlan } from '../../../../relations/plan.js'
import { type Column, isNumberColumn } from '../../../../table/column.js'
import type { ClassTree } from '../../state.js'
import type { Prepared } from '../prepare.js'
import { type CodedTables, nearFeatures } from '../table/contexts.js'
import { type ChildResponse, growClassTree, rowClasses } from './classes.js'
import { diamondOf, type MatchedDiamond } from './diamonds.js'

/** Rows of a lookup up to which each is a class of its own. */
const mostRowClasses = 200
/** Levels of a column that answers tell apart, and answers at most. */
const mostTold = 6
const mostAnswers = 24

/** The classes of a parent's rows that its children care about. */
export interface Matched {
  /** Null where every row is a class of its own. */
  readonly tree: ClassTree | null
  readonly classes: number
  /** The class of each row of the parent. */
  readonly ofParent: Int32Array
  /** The class that each child refers to; the number of classes where it refers to none. */
  readonly ofChild: Int32Array
  readonly unique: boolean
  readonly weights: Float64Array | null
  readonly diamond: MatchedDiamond | null
}

export function matchRelation(
  relation: number,
  plan: DrawPlan,
  prepared: ReadonlyMap<string, Prepared>,
  codedTables: CodedTables,
  most: number,
  rng: Rng,
): Matched {
  const { child: childName, parent: parentName } = plan.relations[relation]
  const [child, parent] = [prepared.get(childName) as Prepared, prepared.get(parentName) as Prepared]
  const links = child.links.get(relation) as Int32Array
  const isOwnClass = parent.isLookup && parent.rows <= mostRowClasses
  const tree = isOwnClass ? null : treeOf(child, parent, links, plan, prepared, codedTables, most, rng)
  const ofParent = tree ? tree.ofParent : Int32Array.from({ length: parent.rows }, (_, row) => row)
  const classes = tree ? tree.tree.classes : parent.rows
  const ofChild = links.map((row) => (row < 0 ? classes : ofParent[row]))
  const weights = parent.isLookup ? timesReferredTo(links, parent.rows) : null
  const unique = plan.relations[relation]?.unique ?? isUnique(child, links)
  const diamond = plan.relations[relation]?.part === 'late' ? null : diamondOf(relation, plan, prepared)
  return { tree: tree?.tree ?? null, classes, ofParent, ofChild, unique, weights, diamond }
}

function treeOf(
  child: Prepared,
  parent: Prepared,
  links: Int32Array,
  plan: DrawPlan,
  prepared: ReadonlyMap<string, Prepared>,
  codedTables: CodedTables,
  most: number,
  rng: Rng,
): { readonly tree: ClassTree; readonly ofParent: Int32Array } {
  const { bases, features } = nearFeatures(parent, plan, prepared, codedTables)
  const rows = Int32Array.from(links.keys()).filter((row) => links[row] >= 0)
  const seen = features.map((feature): Feature => ({ ...feature, codes: Uint16Array.from(rows, (row) => feature.codes[links[row]]) }))
  const answers = answersOf(child, plan, prepared, rows).slice(0, mostAnswers)
  const tree = growClassTree(bases, seen, answers, rows.length, most, rng)
  const codes = features.map((feature) => feature.codes)
  return { tree, ofParent: rowClasses(tree, codes, parent.rows) }
}

/** What children have and what their owners have, as numbers. */
function answersOf(child: Prepared, plan: DrawPlan, prepared: ReadonlyMap<string, Prepared>, rows: Int32Array): ChildResponse[] {
  const own = child.seen.columns.flatMap((column) => columnAnswers(column, rows))
  if (!child.owner) return own
  const { child: inner, parent } = plan.relations[child.owner.relation]
  const owner = prepared.get(child.owner.back ? inner : parent) as Prepared
  const places = Int32Array.from(rows, (row) => child.ownerRow[row])
  return [...own, ...owner.seen.columns.flatMap((column) => columnAnswers(column, places))]
}

/** Numbers as they rank, levels as whether it is this one; of rows that aren't there (-1) missing. */
function columnAnswers(column: Column, rows: Int32Array): ChildResponse[] {
  if (isNumberColumn(column)) return [ranks(Float64Array.from(rows, (row) => (row < 0 ? Number.NaN : column.values[row])))]
  const counts = new Float64Array(column.levels.length)
  for (const row of rows) {
    const code = row < 0 ? -1 : column.values[row]
    if (code >= 0) counts[code] += 1
  }
  const told = [...counts.keys()].filter((code) => counts[code] > 0).sort((a, b) => counts[b] - counts[a] || a - b)
  return told
    .slice(0, mostTold)
    .map((code) => Float64Array.from(rows, (row) => (row < 0 ? Number.NaN : column.values[row] === code ? 1 : 0)))
}

function ranks(values: Float64Array): Float64Array {
  const order = Array.from(values.keys())
    .filter((i) => !Number.isNaN(values[i]))
    .sort((a, b) => values[a] - values[b])
  const result = new Float64Array(values.length).fill(Number.NaN)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to]] === values[order[from]]) to++
    for (let i = from; i < to; i++) result[order[i]] = (from + to) / 2
    from = to
  }
  return result
}

function timesReferredTo(links: Int32Array, rows: number): Float64Array {
  const times = new Float64Array(rows)
  for (const row of links) if (row >= 0) times[row] += 1
  return times
}

/** Whether the rows of each owner refer to different rows, and some owner has several. */
function isUnique({ position, ownerRow }: Prepared, links: Int32Array): boolean {
  let seen = new Set<number>()
  let hasSeveral = false
  for (let row = 0; row < links.length; row++) {
    if (position[row] === 0) seen = new Set()
    const to = links[row]
    if (to < 0 || ownerRow[row] < 0) continue
    if (seen.has(to)) return false
    if (seen.size > 0) hasSeveral = true
    seen.add(to)
  }
  return hasSeveral
}
