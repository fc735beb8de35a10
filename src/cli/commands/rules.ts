import { type FoundRule, findRules, refusePrivate } from '../../constraints/find/find.js'
import { foundMark } from '../../constraints/rules/rule.js'
import { writeText } from '../../io/files.js'
import { isDatabasePath } from '../../node/paths.js'
import { readNonEmpty } from '../input/input.js'
import type { RulesFlags } from '../options/flags.js'
import { createStatus } from '../run/status.js'

/** Exceptions that are named of a rule. */
const mostNamed = 10

/** Lists the rules that a table keeps, or a database across its tables, with what speaks for each, as a file of rules. */
export async function rulesFile(paths: readonly string[], flags: RulesFlags): Promise<void> {
  if (await isDatabasePath(paths)) return (await import('./database-rules.js')).databaseRulesFile(paths, flags)
  const [path] = paths as [string]
  const { table, schema } = await readNonEmpty(path, flags)
  if (!flags.publicData) refusePrivate(schema)
  const found = findRules({ table, schema })
  // No model writes a level that it has not learned.
  const kept = found.filter(({ kind, exceptions }) => kind === 'levels' && exceptions.length === 0)
  const lines = [
    `${foundMark} ${path}, ${table.rows.toLocaleString('en')} of them; delete what you know to be chance`,
    ...found.filter((rule) => !kept.includes(rule)).map(lineOf),
    ...(kept.length > 0
      ? ['# what every model keeps anyway, to check other tables by without the #:', ...kept.map(({ rule }) => `# ${rule}`)]
      : []),
  ]
  await writeText(flags.output, `${lines.join('\n')}\n`)
  const excepted = found.filter(({ exceptions }) => exceptions.length > 0).length
  const place = flags.output === '-' ? '' : `; they are in ${flags.output}`
  const others = found.length - kept.length
  const anyway = kept.length > 0 ? `, and ${kept.length} on levels that every model keeps anyway` : ''
  createStatus(flags.quiet).say(
    `found: ${others} rules${excepted > 0 ? `, ${excepted} with exceptions (rows listed)` : ''}${anyway}${place}`,
  )
}

export function lineOf({ rule, support, exceptions, chance, cost }: Omit<FoundRule, 'kind'>): string {
  const count = (n: number): string => n.toLocaleString('en')
  const named = [...exceptions.subarray(0, mostNamed)].map((row) => count(row + 1)).join(' ')
  const broken =
    exceptions.length === 0
      ? ''
      : `; broken in ${exceptions.length === 1 ? 'row' : `${count(exceptions.length)} rows,`} ${named}${exceptions.length > mostNamed ? ' ...' : ''}`
  return `${rule}  # ${count(support - exceptions.length)} of ${count(support)}, by chance ${percent(chance)}${broken}; drawing again would cost at most ${percent(cost)}`
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}
