import { createRng } from '../../src/random/rng.js'
import { library } from '../support/library.js'

export type Known = Awaited<ReturnType<typeof library.readTable>>
export type Rows = Known['table']
type Column = Rows['columns'][number]

/** Training, holdout and fresh rows of one source, and what they are. */
export interface Source {
  readonly training: Rows
  readonly holdout: Rows
  readonly fresh: Rows
  readonly schema: Known['schema']
}

/** Rows that leak on purpose. */
export interface Leak {
  readonly name: string
  /** What is planted into fresh rows, in words. */
  readonly what: string
  /** True: of a table without its columns of numbers. */
  readonly coarse?: boolean
  plant(source: Source): Promise<Rows> | Rows
}

const closest = { fidelity: 'high', leaf: 1, trees: 1, bagging: 1, smoothing: false, boosting: false, extremes: true }
/** People whose row, or part of it, is copied. */
const people = 120
const seed = 7

const made = async ({ training, schema }: Source, model: string, options: Record<string, unknown> = {}): Promise<Rows> =>
  library.sample(await library.fit(training, { schema, model, options }), training.rows, { seed: 2 })

/** Leaks into tables of independent rows; some ask for a column of numbers with many values, which is the one that has most. */
export const leaks: readonly Leak[] = [
  {
    name: 'outliers',
    what: '100 training rows that are least likely if columns had nothing to do with each other',
    plant: async (source) => replaced(source.fresh, source.training.take((await byLikelihood(source)).slice(0, 100))),
  },
  {
    name: 'common rows',
    what: `the ${people} training rows that are likeliest so`,
    plant: async (source) => replaced(source.fresh, source.training.take((await byLikelihood(source)).slice(-people))),
  },
  {
    name: 'near common rows',
    what: 'the same, their numbers moved by up to 1 % of the range',
    plant: async (source) => replaced(source.fresh, jittered(source.training.take((await byLikelihood(source)).slice(-people)))),
  },
  {
    name: 'repeated rows',
    what: '30 training rows, ten times each',
    plant: ({ training, fresh }) => replaced(fresh, training.take(Array.from({ length: 300 }, (_, i) => i % 30))),
  },
  {
    name: 'common rows, coarse',
    what: '400 training rows of the columns of levels only, where equals are common',
    coarse: true,
    plant: ({ training, fresh }) => replaced(fresh, training.slice(0, 400)),
  },
  {
    name: 'same columns',
    what: '7 columns of 240 training rows, the others of other people',
    plant: (source) => inPart(source, 240, () => [0, 1, 2, 3, 4, 5, 6]),
  },
  {
    name: 'other columns in each',
    what: '7 columns of 240 training rows, drawn anew for each row',
    plant: (source) => {
      const rng = createRng(seed, 2)
      return inPart(source, 240, (width) => shuffled(width, rng).slice(0, 7))
    },
  },
  {
    name: 'greatest values',
    what: 'the 100 greatest numbers of one column',
    plant: (source) => withNumbers(source, (ordered) => ordered.slice(-100)),
  },
  {
    name: 'least values',
    what: 'the 100 least numbers of one column',
    plant: (source) => withNumbers(source, (ordered) => ordered.slice(0, 100)),
  },
  {
    name: 'values between',
    what: 'every tenth number of one column',
    plant: (source) => withNumbers(source, (ordered) => ordered.filter((_, i) => i % 10 === 5)),
  },
  {
    name: 'bootstrap',
    what: 'rows drawn from the training rows with replacement',
    plant: (source) => made(source, 'bootstrap'),
  },
  {
    name: 'overfitted trees',
    what: 'sequential trees with one row a leaf, one tree and no smoothing',
    plant: (source) => made(source, 'sequential-trees', closest),
  },
]

/** Leaks into tables of sequences. */
export const sequenceLeaks: readonly Leak[] = [
  {
    name: 'sequences of common rows',
    what: '60 whole sequences of training people, of rows that everybody has',
    plant: ({ training, fresh }) => withSequences(fresh, training, 60, (length) => [0, length]),
  },
  {
    name: 'parts of sequences',
    what: 'the first ten rows of 60 training people, in sequences of their own',
    plant: ({ training, fresh }) => withSequences(fresh, training, 60, () => [0, 10]),
  },
]

const steps = { fewest: 12, more: 12, pages: 6, shops: 2 } as const

/** Walks of so many people, three times: each row is one of a dozen, and all people have them all. */
export async function walks(people: number, seed: number): Promise<Source> {
  const rng = createRng(seed)
  const rows = Array.from({ length: 3 * people }, (_, person) => {
    let page = 0
    return Array.from({ length: steps.fewest + rng.integer(steps.more) }, (_, at) => {
      page = rng.uniform() < 0.5 ? (page + 1) % steps.pages : rng.integer(steps.pages)
      return { person: `P-${String(person).padStart(6, '0')}`, at, page: `page ${page}`, shop: `shop ${rng.integer(steps.shops)}` }
    })
  })
  const { table, schema } = await library.toKnownTable(rows.flat(), undefined, { key: 'person', order: 'at' })
  const part = (from: number): Rows => {
    const before = rows.slice(0, from * people).reduce((sum, { length }) => sum + length, 0)
    return table.slice(before, before + rows.slice(from * people, (from + 1) * people).reduce((sum, { length }) => sum + length, 0))
  }
  return { training: part(0), holdout: part(1), fresh: part(2), schema }
}

/** Fresh sequences and, before them, rows of the first training people under keys that only these have. */
function withSequences(fresh: Rows, training: Rows, people: number, choose: (length: number) => readonly [number, number]): Rows {
  const keys = training.column('person').values
  const groups = new Map<number, number[]>()
  keys.forEach((key, row) => {
    groups.set(key, [...(groups.get(key) ?? []), row])
  })
  const chosen = [...groups.values()].slice(0, people).flatMap((rows) => rows.slice(...choose(rows.length)))
  return library.concatTables([training.take(chosen), fresh])
}

/** The table without its columns of numbers, for the leak that asks for it. */
export function coarseOnly({ training, holdout, fresh, schema }: Source): Source {
  const columns = schema.columns.filter((column) => 'levels' in column)
  const names = columns.map(({ name }) => name)
  const only = (table: Rows) => new library.Table(names.map((name) => table.column(name)))
  return { training: only(training), holdout: only(holdout), fresh: only(fresh), schema: { ...schema, columns, dependencies: [] } }
}

/** The first rows are those given, the others as they were. */
function replaced(fresh: Rows, planted: Rows): Rows {
  return library.concatTables([planted, fresh.slice(0, fresh.rows - planted.rows)])
}

/** Positions of training rows, the least likely first, if columns had nothing to do with each other. */
async function byLikelihood({ training, schema }: Source): Promise<number[]> {
  const density = await library.score(await library.fit(training, { schema, model: 'independent' }), training)
  return [...density.keys()].sort((a, b) => (density[a] as number) - (density[b] as number))
}

function changed(table: Rows, change: (column: Column, index: number) => ArrayLike<number> | null): Rows {
  return new library.Table(
    table.columns.map((column, index) => {
      const values = change(column, index)
      return values ? ({ ...column, values } as Column) : column
    }),
    table.rows,
  )
}

function jittered(table: Rows): Rows {
  const rng = createRng(seed, 1)
  return changed(table, ({ values }) => {
    if (!(values instanceof Float64Array)) return null
    const range = values.reduce((most, own) => Math.max(most, own)) - values.reduce((least, own) => Math.min(least, own))
    return values.map((value) => value + Math.round(0.01 * range * (2 * rng.uniform() - 1)))
  })
}

/** Fresh rows of which so many have some cells of one training row each. */
function inPart({ training, fresh }: Source, rows: number, choose: (width: number) => readonly number[]): Rows {
  const chosen = Array.from({ length: rows }, () => new Set(choose(fresh.columns.length)))
  return changed(fresh, ({ values }, index) => {
    const copied = values.slice()
    chosen.forEach((columns, row) => {
      if (columns.has(index)) copied[row] = training.columns[index]?.values[row] as number
    })
    return copied
  })
}

function withNumbers({ training, fresh }: Source, choose: (ordered: readonly number[]) => readonly number[]): Rows {
  const index = widest(training)
  const numbers = choose(Array.from((training.columns[index] as Column).values).sort((a, b) => a - b))
  return changed(fresh, ({ values }, own) => {
    if (own !== index) return null
    const copied = values.slice()
    numbers.forEach((value, row) => {
      copied[row] = value
    })
    return copied
  })
}

/** The column of numbers that has most different ones. */
function widest({ columns }: Rows): number {
  const counts = columns.map(({ values }) => (values instanceof Float64Array ? new Set(values).size : 0))
  return counts.indexOf(Math.max(...counts))
}

function shuffled(size: number, rng: ReturnType<typeof createRng>): number[] {
  const order = Array.from({ length: size }, (_, i) => i)
  for (let i = size - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  return order
}
