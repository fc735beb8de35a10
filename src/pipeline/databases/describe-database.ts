import type { RelationalModel, TableState } from '../../models/relational/state.js'
import type { PlannedRelation } from '../../relations/plan.js'
import { personalLevels } from '../../table/inference/summary.js'
import { describeModel } from '../jobs/queries/describe.js'

/** What is in the model of a database. Plain data. */
export interface DatabaseDescription {
  /** Name, value pairs. */
  readonly parameters: readonly (readonly [string, string])[]
  readonly tables: readonly DescribedTable[]
  /** In the order of the plan, those that follow from others included. */
  readonly relations: readonly PlannedRelation[]
  /** What of the training rows can be read from the model file, the most of it first, a sentence each. */
  readonly reveals: readonly string[]
}

interface DescribedTable {
  readonly name: string
  /** That were learned. */
  readonly rows: number
  readonly columns: number
  readonly key: readonly string[]
  /** What draws its rows. */
  readonly drawn: string
}

/** The tables of a fitted database, how they come to each other, and what their model gives away. */
export function describeDatabase(model: RelationalModel): DatabaseDescription {
  const { plan, schema, options, provenance, tables } = model
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return {
    parameters: [
      ['model', 'relational: owners carry their children, second parents are found by class'],
      ['options', JSON.stringify(options)],
      isDescribed(model)
        ? ['stated in', `a schema of ${tables.length} tables, with no row at hand, by Rowsmith ${provenance.rowsmith}`]
        : [
            'learned from',
            `${rows.toLocaleString('en')} rows in ${tables.length} tables, with seed ${provenance.seed}, by Rowsmith ${provenance.rowsmith}`,
          ],
    ],
    tables: tables.map((state) => {
      const { columns = [], key = [] } = schema.tables[state.name] ?? {}
      return { name: state.name, rows: state.rows, columns: columns.length, key, drawn: drawnBy(state, plan.relations) }
    }),
    relations: plan.relations,
    reveals: revealed(model),
  }
}

/** Whether a schema states the laws of all tables, without any rows. */
function isDescribed({ tables }: RelationalModel): boolean {
  return tables.every(({ shell }) => shell.model === 'description')
}

function drawnBy({ name, lookup, shell }: TableState, relations: readonly PlannedRelation[]): string {
  if (lookup) return 'written as it is'
  const owner = relations.find(({ child, part }) => child === name && (part === 'owner' || part === 'self'))
  if (owner) return owner.part === 'self' ? 'from its own rows, a generation after the other' : `from rows of ${owner.parent}`
  const partner = relations.find(({ parent, part }) => parent === name && part === 'partner')
  if (partner) return `from rows of ${partner.child}, one each`
  return shell.state === null ? 'keys and references alone' : `by itself, ${shell.model}`
}

/** Rows word for word first, then what looks personal and is a level, then what every table gives away. */
function revealed({ tables, schema }: RelationalModel): string[] {
  const lookups = tables.filter(({ lookup }) => lookup)
  const modelled = tables.filter(({ lookup }) => !lookup)
  const sentences = new Map<string, string[]>()
  for (const { name, shell } of modelled) {
    const { reveals } = shell.state === null ? { reveals: ownedReveals } : describeModel(shell)
    sentences.set(reveals, [...(sentences.get(reveals) ?? []), name])
  }
  return [
    ...lookups.map(({ name, rows }) => `${name}: all ${rows.toLocaleString('en')} rows, word for word, as a lookup is written as it is`),
    ...modelled.flatMap(({ name }) => {
      const personal = personalLevels(schema.tables[name])
      return personal === undefined ? [] : [`${name}: ${personal}`]
    }),
    ...[...sentences].map(([reveals, names]) => `${names.join(', ')}: ${reveals}`),
  ]
}

/** Of tables whose rows are drawn from those of others, or that have keys and references alone. */
const ownedReveals =
  'how many rows belong together, every level, and values of training rows as donors in the leaves, without saying which values belong to one row or one family; do not publish the file'
