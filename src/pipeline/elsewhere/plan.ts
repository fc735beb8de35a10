import { OptionError } from '../../errors.js'
import { loadModel } from '../../models/loaded.js'
import { modelledSchema } from '../../models/shell/layout.js'
import { type DialectName, dialectOf } from '../../sql/dialects.js'
import { isNumberKind } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'

interface Plan {
  readonly model: string
  /** What to call the source. */
  readonly source: string
  readonly dialect: DialectName
  /** Under a privacy budget. */
  readonly privately: boolean
}

/** What an engine would be asked to fit a model, line by line, with how often it goes over the rows. Asks for nothing. */
export async function engineQueries(schema: Schema | undefined, { model: name, source, dialect: named, privately }: Plan): Promise<string> {
  if (!schema)
    throw new OptionError('--plan', 'asks nothing, so it needs to be told what the columns are: --schema (`rowsmith schema` writes one)')
  const synthesizer = await loadModel(name)
  const dialect = dialectOf(named)
  const modelled = modelledSchema(schema, [], synthesizer.unit)
  const quote = (column: string): string => dialect.quote(column)
  const from = 'rowsmith_source'
  const lines: string[] = []
  let scans = 0
  const add = (times: number, sql: string): void => {
    scans += times
    lines.push(`${String(times).padStart(5)} ×  ${sql}`)
  }
  add(1, `select count(*) as n from ${from}`)
  if (privately) {
    const { methodOf } = await import('../../models/shell/fit-privately.js')
    methodOf(synthesizer)
    const size = modelled.columns.length
    const numbers = modelled.columns.filter(({ kind }) => isNumberKind(kind)).length
    add(11 * numbers, `select case … end as c0, count(*) as n from ${from} group by c0 (where numbers are, step by step)`)
    add(2, dialect.write ? dialect.write.create('rowsmith_cells_1', `select cells from ${from}`) : `select cells from ${from}`)
    add(size, `select cell, count(*) as n from cells group by cell`)
    if (name === 'bayesian-network' || name === 'markov-chain')
      lines.push('        select cells, count(*) as n from cells group by cells, for each family that may be chosen')
    else if (name === 'gaussian-copula') add(1, `select sum(score * score), … from (select scores, shortened, from ${from})`)
    else if (name !== 'independent') add((size * (size - 1)) / 2, `select cell, other, count(*) as n from cells group by cell, other`)
    return summary(lines, scans, `${name} of ${source}, with a privacy budget`)
  }
  if (!synthesizer.learnsCounts) {
    add(1, `select ${schema.columns.map((column) => quote(column.name)).join(', ')} from ${from}, rows by chance (--sample-rows)`)
    return summary(lines, scans, `${name} needs rows: a sample of ${source}`)
  }
  for (const { from: a, to: b } of synthesizer.derives ? schema.dependencies : [])
    add(1, `select ${quote(a)}, ${quote(b)} from ${from} group by ${quote(a)}, ${quote(b)}`)
  for (const { name: column } of modelled.columns) add(1, `select ${quote(column)}, count(*) as n from ${from} group by ${quote(column)}`)
  if (name === 'independent') return summary(lines, scans, `${name} of ${source}`)
  const codes = modelled.columns.map((_, i) => `case … end as c${i}`).join(', ')
  if (name === 'bayesian-network')
    add(1, `select ${modelled.columns.map((column) => quote(column.name)).join(', ')} from ${from}, 50,000 rows by chance`)
  else add(1, `select case when … is null then 1 else 0 end, …, count(*) as n from ${from} group by …`)
  const coded = dialect.write ? 'rowsmith_coded_1' : `(select ${codes} from ${from}) as coded`
  if (dialect.write) add(1, dialect.write.create('rowsmith_coded_1', `select ${codes} from ${from}`))
  if (name === 'bayesian-network')
    add(modelled.columns.length, `select parents, child, count(*) as n from ${coded} group by parents, child`)
  else {
    const nominal = modelled.columns.filter(({ kind }) => !isNumberKind(kind) && kind !== 'ordinal' && kind !== 'boolean').length
    add(nominal, `select level, sum(score), … from ${coded} group by level`)
    add(nominal * Math.max(0, nominal - 1), `select level, other, count(*) as n from ${coded} group by level, other`)
    add(nominal, `select level, sum(scores), sum(scores * scores) from ${coded} group by level`)
    add(1, `select sum(score * score), … from ${coded}`)
  }
  return summary(lines, scans, `${name} of ${source}`)
}

function summary(lines: readonly string[], scans: number, what: string): string {
  return [`${what}: at most ${scans} scans`, ...lines].join('\n')
}
