import { createRng } from '../../random/rng.js'
import { shuffle } from '../../random/shuffle.js'
import type { Database } from '../../relations/database.js'
import type { DatabaseSchema } from '../../relations/schema.js'
import { compareDatabases, databaseMetrics } from './metrics/index.js'
import type { ComparedItem, DatabaseMetric } from './metrics/metric.js'
import {
  type ComparedRelation,
  type ComparedSchema,
  comparedOf,
  countedChildren,
  type DatabaseView,
  databaseView,
  tableOf,
} from './view.js'

/** A part of a score, with what other real rows reach and what shuffled references leave of it. */
export interface ScoredItem extends ComparedItem {
  readonly ceiling: number | null
  readonly floor: number | null
}

/** A metric across tables: the mean over its parts. */
export interface DatabaseScore {
  readonly metric: string
  readonly title: string
  readonly plain: string
  readonly value: number
  readonly ceiling: number | null
  /** Null for what references have no part in. */
  readonly floor: number | null
  /** Where the value lies between floor (0) and ceiling (1); null where these are too near to each other. */
  readonly skill: number | null
  /** Of what trees tell apart: mean areas under the curve of the value and of the ceiling. */
  readonly area?: number
  readonly ceilingArea?: number
  readonly items: readonly ScoredItem[]
}

/** How well a relation is kept. */
export interface RelationScore {
  readonly name: string
  readonly child: string
  readonly parent: string
  readonly isLookup: boolean
  readonly integrity: number
  /** Skill over numbers of children, pairs of columns, rows of one parent, and joined rows told apart; null where none says anything. */
  readonly skill: number | null
  readonly parts: Readonly<Record<string, { readonly value: number; readonly ceiling: number | null; readonly skill: number | null }>>
  /** Shares of parents with 0, 1, 2 ... children, real and synthetic; the last for all above. */
  readonly counts: readonly { readonly label: string; readonly real: number; readonly synthetic: number }[]
}

/** What a database is worth beside real ones, across its tables. Plain data. */
export interface RelationsEvaluation {
  readonly scores: readonly DatabaseScore[]
  readonly relations: readonly RelationScore[]
  /** Skill over all metrics across tables. */
  readonly skill: number | null
}

/** What the scores are held against: other real rows than those that are compared with. */
export interface RealDatabases {
  /** Compared with. */
  readonly reference: Database
  /** For the ceiling and the floor: as real as the reference, and no part of it. Compared with `ceilingReference` where that is another. */
  readonly ceiling: Database
  readonly ceilingReference?: Database
}

/** Parts whose floor and ceiling are nearer than this say nothing of what lies between: most pairs of columns are independent. */
const leastRoom = 0.05

/** Scores of a synthetic database across its tables, each between what other real rows and real rows with shuffled references reach. */
export function evaluateRelations(
  { reference, ceiling, ceilingReference = reference }: RealDatabases,
  synthetic: Database,
  schema: DatabaseSchema,
  {
    seed = 0,
    lookups = [],
    metrics = databaseMetrics,
  }: { readonly seed?: number; readonly lookups?: readonly string[]; readonly metrics?: readonly DatabaseMetric[] } = {},
): RelationsEvaluation {
  const compared = comparedOf(schema, lookups)
  const [real, other, best, from] = [reference, synthetic, ceiling, ceilingReference].map((tables) => databaseView(tables, schema)) as [
    DatabaseView,
    DatabaseView,
    DatabaseView,
    DatabaseView,
  ]
  const values = compareDatabases(real, other, compared, seed, metrics)
  const ceilings = compareDatabases(from, best, compared, seed, metrics)
  const floors = compareDatabases(
    from,
    shuffled(best, compared, seed),
    compared,
    seed,
    metrics.filter(({ across }) => across),
  )
  const scores = metrics.flatMap((metric) => scoreOf(metric, values, ceilings, floors) ?? [])
  const across = scores.filter(({ metric }) => metrics.find(({ name }) => name === metric)?.across)
  return {
    scores,
    relations: compared.relations.map((relation) => relationScore(relation, scores, real, other)),
    skill: skillOf(...across.map(({ items }) => items)),
  }
}

type Items = ReadonlyMap<string, readonly ComparedItem[]>

function scoreOf({ name, title, plain, across }: DatabaseMetric, values: Items, ceilings: Items, floors: Items): DatabaseScore | null {
  const at = (items: Items): ReadonlyMap<string, ComparedItem> => new Map((items.get(name) ?? []).map((item) => [item.of, item]))
  const [best, worst] = [at(ceilings), at(floors)]
  const items = (values.get(name) ?? []).map((item): ScoredItem => {
    return { ...item, ceiling: best.get(item.of)?.value ?? null, floor: worst.get(item.of)?.value ?? null }
  })
  if (items.length === 0) return null
  const area = meanOf(items.flatMap((item) => item.area ?? []))
  const ceilingArea = meanOf(items.flatMap(({ of }) => best.get(of)?.area ?? []))
  return {
    ...{ metric: name, title, plain },
    value: meanOf(items.map(({ value }) => value)) as number,
    ceiling: meanOf(items.flatMap(({ ceiling }) => ceiling ?? [])),
    floor: across ? meanOf(items.flatMap(({ floor }) => floor ?? [])) : null,
    skill: across ? skillOf(items) : null,
    ...(area === null ? {} : { area }),
    ...(ceilingArea === null ? {} : { ceilingArea }),
    items,
  }
}

/** How far the mean of parts that have room between floor and ceiling lies above the floor, and how much room there is; null where none has. */
function gainOf(items: readonly ScoredItem[]): { readonly gain: number; readonly room: number } | null {
  const whole = items.flatMap(({ value, ceiling, floor }) =>
    ceiling !== null && floor !== null && ceiling - floor >= leastRoom ? [{ gain: value - floor, room: ceiling - floor }] : [],
  )
  const mean = (of: 'gain' | 'room'): number => whole.reduce((total, item) => total + item[of], 0) / whole.length
  return whole.length === 0 ? null : { gain: mean('gain'), room: mean('room') }
}

/** Where scores lie between floor and ceiling, each counting by its room: what hardly depends on references says little, and mostly by chance. */
function skillOf(...scores: readonly (readonly ScoredItem[])[]): number | null {
  const gains = scores.flatMap((items) => gainOf(items) ?? [])
  if (gains.length === 0) return null
  const [gain, room] = [gains.reduce((sum, own) => sum + own.gain, 0), gains.reduce((sum, own) => sum + own.room, 0)]
  return Math.max(-1, Math.min(1, gain / room))
}

function relationScore(
  relation: ComparedRelation,
  scores: readonly DatabaseScore[],
  real: DatabaseView,
  other: DatabaseView,
): RelationScore {
  const { name, child, parent, isLookup } = relation
  const parts = scores.flatMap(({ metric, items }) => {
    const own = items.filter((item) => item.relation === name)
    const value = meanOf(own.map((item) => item.value))
    if (value === null || metric === 'fk-integrity') return []
    return [[metric, { value, ceiling: meanOf(own.flatMap(({ ceiling }) => ceiling ?? [])), skill: skillOf(own) }] as const]
  })
  const integrity = scores.find(({ metric }) => metric === 'fk-integrity')?.items.find((item) => item.relation === name)?.value ?? 1
  return {
    ...{ name, child, parent, isLookup, integrity },
    skill: skillOf(...scores.map(({ items }) => items.filter((item) => item.relation === name))),
    parts: Object.fromEntries(parts),
    counts: countShares(relation, real, other),
  }
}

/** Most bars of the distribution of numbers of children. */
const mostBars = 12

/** How many parents have how many children: single numbers where they are few, else ranges of about as many real parents. */
function countShares(relation: ComparedRelation, real: DatabaseView, other: DatabaseView): RelationScore['counts'] {
  const [r, s] = [countedChildren(real, relation), countedChildren(other, relation)]
  const ordered = [...new Set(r)].sort((a, b) => a - b)
  const starts = ordered.length <= mostBars ? ordered : [...new Set(Array.from({ length: mostBars }, (_, i) => quantile(r, i / mostBars)))]
  const share = (counts: Float64Array, from: number, to: number): number =>
    counts.length === 0 ? 0 : counts.reduce((sum, count) => sum + (count >= from && count < to ? 1 : 0), 0) / counts.length
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? Number.POSITIVE_INFINITY
    const from = i === 0 ? 0 : start
    const label = end - start <= 1 ? String(start) : end === Number.POSITIVE_INFINITY ? `${start}+` : `${start}–${end - 1}`
    return { label, real: share(r, from, end), synthetic: share(s, from, end) }
  })
}

function quantile(values: Float64Array, share: number): number {
  const ordered = values.slice().sort()
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * The floor: the rows as they are, each referring to a row of the parent drawn at random; references to tables that are copied word for word
 * change places among the rows, which keeps how often each is referred to. What isn't referred to stays so.
 */
export function shuffled(view: DatabaseView, { relations }: ComparedSchema, seed: number): DatabaseView {
  const rng = createRng(seed, 0x666c6f)
  const links = relations.map(({ parent, isLookup, index }, i) => {
    const own = view.links[index]
    const stream = rng.split(i)
    return isLookup ? shuffle(own.slice(), stream) : own.map((row) => (row < 0 ? row : stream.integer(tableOf(view, parent).rows)))
  })
  return { tables: view.tables, links }
}
