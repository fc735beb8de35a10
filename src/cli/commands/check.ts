import { type CheckedRule, checkRules } from '../../constraints/rules/broken.js'
import { OptionError } from '../../errors.js'
import { isDatabasePath } from '../../node/paths.js'
import { readInput } from '../input/input.js'
import type { CheckFlags } from '../options/flags.js'
import { allRules } from '../options/rules.js'

/** Rows that are named of a broken rule. */
const mostNamed = 5

/** Says which rules the rows of a table, or of a database, break, and leaves with 1 if any. */
export async function checkFile(paths: readonly string[], flags: CheckFlags): Promise<void> {
  if (await isDatabasePath(paths)) return (await import('./database-rules.js')).checkDatabaseFiles(paths, flags)
  const [path] = paths as [string]
  const { table, schema } = await readInput(path, flags)
  const lines = await allRules(flags.rules, schema)
  if (lines.length === 0)
    throw new OptionError('--rules', 'there is nothing to check; name a file of rules, or give a schema that has some')
  const real = flags.real === undefined ? undefined : await readInput(flags.real, { ...flags, format: undefined })
  const checked = checkRules(table, schema, lines, real?.table)
  const broken = checked.filter((rule) => rule.broken.length > 0)
  if (flags.json) process.stdout.write(`${JSON.stringify(asJson(checked, table.rows), null, 2)}\n`)
  else
    process.stdout.write(
      `${[...broken.map((rule) => inWords(rule, table.rows)), summary(broken.length, checked.length, table.rows)].join('\n')}\n`,
    )
  if (broken.length > 0) process.exitCode = 1
}

export function summary(broken: number, all: number, rows: number): string {
  return `${broken} of ${all} rule${all === 1 ? '' : 's'} broken in ${rows.toLocaleString('en')} rows`
}

export function inWords({ rule, broken }: CheckedRule, rows: number): string {
  const share = ((100 * broken.length) / rows).toPrecision(2)
  const named = [...broken.subarray(0, mostNamed)].map((row) => (row + 1).toLocaleString('en')).join(', ')
  const more = broken.length > mostNamed ? ' ...' : ''
  return `broken in ${broken.length.toLocaleString('en')} rows (${Number(share)} %): ${rule.text}\n  row${broken.length === 1 ? '' : 's'} ${named}${more}`
}

function asJson(checked: readonly CheckedRule[], rows: number): unknown {
  return {
    rows,
    rules: checked.map(({ rule, broken }) => ({ rule: rule.text, broken: broken.length, rows: [...broken].map((row) => row + 1) })),
  }
}
