import type { CodedTable } from '../encode/statistics.js'
import type { Asking } from './asking.js'
import type { SourceColumn } from './columns.js'
import { type PublicCoding, publicCode } from './public-codes.js'

/** Counts of cells by public codings. What goes wrong is said without a word about the rows. */
export interface PublicCounts {
  /** How many rows have each combination of these columns' codes. Rows with a cell that has no code are left out. */
  table(scope: readonly number[]): Promise<CodedTable>
}

let tables = 0

/** The cells as codes: in a table of the session's own, where the engine may write one and many counts will be asked for, else spelled out. */
export async function publicCounts(
  given: Asking,
  from: string,
  columns: readonly (PublicCoding & { readonly source: SourceColumn })[],
  once: boolean,
): Promise<PublicCounts> {
  const asking = given.silently()
  const { dialect, engine } = asking
  const codes = columns.map((coding, i) => {
    const { schema, type, cell } = coding.source
    return `${publicCode(coding, schema, type, cell, dialect)} as c${i}`
  })
  const present = columns.flatMap(({ gap }, i) => (gap < 0 ? [`c${i} >= 0`] : []))
  const kept = present.length === 0 ? '' : ` where ${present.join(' and ')}`
  const list = codes.map((_, i) => `c${i}`)
  const within = `(select ${list.join(', ')} from (select ${codes.join(', ')} from ${from}${dialect.fence}) as cells${kept}) as coded`
  const write = engine.writes && !once ? dialect.write : null
  const name = write ? `rowsmith_cells_${++tables}` : within
  const narrow = list.map((code) => `cast(${code} as int) as ${code}`)
  if (write) await asking.tell(write.create(name, `select ${narrow.join(', ')} from ${within}`))
  return {
    async table(scope) {
      const own = scope.map((i) => `c${i}`).join(', ')
      const answer = await asking.ask(`select ${own}, count(*) as n from ${name} group by ${own}`, scope.length + 1)
      return {
        codes: scope.map((_, k) => Uint16Array.from(asking.counts(answer[k] as unknown[]))),
        counts: asking.counts(answer[scope.length] as unknown[]),
      }
    },
  }
}
