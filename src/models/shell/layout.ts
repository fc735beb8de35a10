import { type CodeColumn, type Column, hasMissing } from '../../table/column.js'
import { learnWordChain } from '../../table/grammar/word-chain.js'
import { type ColumnSchema, newColumn, type Schema, type WordChain } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { isTied, tieParts } from '../loaded-parts.js'
import { learnedCodes, levelsToLearn } from '../made-anew/learned-levels.js'
import { isLearnedPart, withoutRelated } from '../relations/active.js'
import type { Derivation, Synthesizer } from '../synthesizer.js'
import { numberSequences } from './sequence-rows.js'

type Unit = Synthesizer['unit']

/** What the shell makes itself: keys, codes, and texts that may not be copied. */
export function isMadeAnew(column: ColumnSchema): boolean {
  return column.kind === 'id' || (column.kind === 'text' && column.policy !== 'copy')
}

/** A column that a model has drawn, as the schema has it. */
export function drawnColumn({ name, kind }: ColumnSchema, rows: Table): Column {
  const column = rows.column(name)
  return kind === 'text' ? ({ ...column, kind } as Column) : column
}

/**
 * The schema that a model sees. Columns made anew are left out, or, where cells are missing, values stay or are written in several forms, reduced to just
 * that, so that it is learned together with everything else. What is computed from other columns is left out, and of a column that is never below
 * others it sees the distance. Texts that may be copied are levels like any other. A model of
 * sequences sees the key that ties rows together as the number of the sequence.
 */
export function modelledSchema(schema: Schema, derivations: readonly Derivation[], unit: Unit = 'row'): Schema {
  const isKey = (column: ColumnSchema): boolean => unit === 'sequence' && column.role === 'sequence-key'
  const derived = new Set(derivations.flatMap((derivation) => (isLearnedPart(derivation) ? [] : [derivation.to])))
  const columns = withoutRelated(schema)
    .filter((column) => !derived.has(column.name) && (!isMadeAnew(column) || isLearned(column, schema) || isKey(column)))
    .map((column): ColumnSchema => {
      if (isKey(column)) return newColumn({ name: column.name, role: column.role, kind: 'integer', nullable: false })
      if (column.kind !== 'text' && column.kind !== 'id') return column
      const { name, role, nullable, missing, sensitive } = column
      const levels = column.kind === 'text' && column.policy === 'copy' ? column.levels : levelsToLearn(column, schema)
      return { name, role, nullable, missing, sensitive, kind: 'categorical', levels: [...levels] }
    })
  return { ...schema, columns, dependencies: [], relations: undefined, moments: undefined, rules: undefined }
}

/** Whether a model learns something of a column made anew. */
function isLearned(column: ColumnSchema, schema: Schema): boolean {
  if (column.role === 'sequence-key') return false
  return (column.nullable && column.role !== 'key') || levelsToLearn(column, schema).length > 1
}

/** The table that a model sees: the columns of `modelledSchema`. Where columns are tied, `tieParts` have to be loaded. */
export function modelledTable(table: Table, modelled: Schema, schema: Schema): Table {
  const columnsOf = new Map(schema.columns.map((column) => [column.name, column]))
  const ties = isTied(schema) ? tieParts.loaded : null
  const columns = modelled.columns.map(({ name, role }) => {
    const column = table.column(name)
    if (role === 'sequence-key') return numberSequences(column)
    const own = columnsOf.get(name) as ColumnSchema
    return isMadeAnew(own)
      ? learnedCodes(column as CodeColumn, own, schema)
      : (ties?.relatedColumn(name, table, schema, modelled) ?? asModelled(column))
  })
  return new Table(columns, table.rows)
}

function asModelled(column: Column): Column {
  return column.kind === 'text' ? { ...column, kind: 'categorical' } : column
}

/** The schema with texts that may be copied as levels, so that all parts of a table have one code for each. */
export function withTextsAsLevels(schema: Schema): Schema {
  const columns = schema.columns.map((column): ColumnSchema => {
    if (column.kind !== 'text' || column.policy !== 'copy') return column
    const { name, role, nullable, missing, sensitive, levels } = column
    return { name, role, nullable, missing, sensitive, levels, kind: 'categorical' }
  })
  return { ...schema, columns }
}

/**
 * The schema with what the rows say beyond it: `nullable` only where a cell is missing, so that nothing is learned about gaps that are
 * not there, the texts of a column that may be copied, and the chain of words of one that is written by such.
 */
export function observedSchema(schema: Schema, table: Table): Schema {
  return {
    ...schema,
    columns: schema.columns.map((column): ColumnSchema => {
      const cells = table.column(column.name)
      const nullable = column.nullable && hasMissing(cells)
      if (column.kind === 'text' && column.policy === 'markov') return { ...column, nullable, chain: chainOf(cells as CodeColumn) }
      if (column.kind !== 'text' || column.policy !== 'copy') return { ...column, nullable }
      return { ...column, nullable, levels: [...(cells as CodeColumn).levels] }
    }),
  }
}

function chainOf({ levels, values }: CodeColumn): WordChain {
  const counts = new Float64Array(levels.length)
  for (const code of values) if (code >= 0) counts[code] += 1
  return learnWordChain(levels, Array.from(counts))
}
