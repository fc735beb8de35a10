import { createRng } from '../random/rng.js'
import { type ColumnSchema, isModelled, type Schema } from '../table/schema.js'
import type { Memo, MetricContext, MetricInput } from './metric.js'
import { orderedSequences } from './metrics/sequence/sequences.js'
import { alignTables } from './tables/align.js'
import { uniqueKeysOf } from './tables/check-tables.js'
import { CommonScale } from './tables/common-scale.js'

/** The columns that are compared, by name, so that no result depends on the order of columns. */
export function comparedColumns(schema: Schema): ColumnSchema[] {
  return schema.columns.filter(isModelled).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What a metric needs to be computed on these tables: the tables with common columns and levels, and the context. */
export function prepareMetric(
  { training, synthetic, holdout }: Omit<MetricInput, 'sequences'>,
  { schema, seed = 0, signal }: { readonly schema: Schema; readonly seed?: number; readonly signal?: AbortSignal },
): { readonly input: MetricInput; readonly context: MetricContext } {
  const columns = comparedColumns(schema)
  const tables = holdout ? [training, synthetic, holdout] : [training, synthetic]
  const found = [holdout ?? training, synthetic].map((table) => orderedSequences(table, schema, columns))
  const known = found.every((sequences) => sequences !== null) ? found : []
  const aligned = alignTables([...tables, ...known.map(({ table }) => table)], columns)
  const [real, made, fresh] = aligned.slice(0, tables.length)
  if (!real || !made) throw new RangeError('two tables give two tables')
  const coding = new CommonScale(aligned)
  const [inLine, madeInLine] = known.map(({ starts }, i) => ({ table: aligned[tables.length + i], starts }))
  return {
    input: {
      ...{ training: real, synthetic: made, ...(fresh ? { holdout: fresh } : {}) },
      ...(inLine && madeInLine ? { sequences: { real: inLine, synthetic: madeInLine } } : {}),
    },
    context: {
      ...{ schema, columns, rng: createRng(seed), memo: createMemo(), coding, uniqueKeys: uniqueKeysOf(synthetic, schema) },
      ...(signal ? { signal } : {}),
    },
  }
}

/** A memo that forgets what it made when the tables it was made from are gone. */
export function createMemo(): Memo {
  const root = new Map<string, Node>()
  return <T>(name: string, of: readonly object[], make: () => T): T => {
    const start = root.get(name) ?? newNode()
    root.set(name, start)
    const node = of.reduce(follow, start)
    node.made ??= { value: make() }
    return node.made.value as T
  }
}

interface Node {
  readonly next: WeakMap<object, Node>
  made?: { readonly value: unknown }
}

function newNode(): Node {
  return { next: new WeakMap() }
}

function follow(node: Node, key: object): Node {
  const known = node.next.get(key)
  if (known) return known
  const next = newNode()
  node.next.set(key, next)
  return next
}
