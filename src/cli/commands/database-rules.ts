import { refusePrivate } from '../../constraints/find/find.js'
import { foundMark, ruleLines } from '../../constraints/rules/rule.js'
import { InputError, joinProblems, OptionError } from '../../errors.js'
import { readText, writeText } from '../../io/files.js'
import { numberedRules } from '../../models/relational/rules/keepable.js'
import { readDatabase } from '../../node/databases.js'
import { checkDatabaseRules, findDatabaseRules } from '../../pipeline/databases/rules.js'
import { databaseProblems } from '../../relations/check.js'
import { databaseOptions } from '../input/input.js'
import type { CheckFlags, RulesFlags } from '../options/flags.js'
import { createStatus } from '../run/status.js'
import { inWords, summary } from './check.js'
import { lineOf } from './rules.js'

/** Says which rules the rows of a database break, with those that they refer to, and leaves with 1 if any. */
export async function checkDatabaseFiles(paths: readonly string[], flags: CheckFlags): Promise<void> {
  if (flags.real !== undefined) throw new OptionError('--real', 'goes with combinations(...) of one table; leave it out')
  const { database, schema } = await readDatabase(paths, await databaseOptions(flags))
  const lines = [...numberedRules(schema), ...(flags.rules === undefined ? [] : ruleLines(await readText(flags.rules), flags.rules))]
  if (lines.length === 0)
    throw new OptionError('--rules', 'there is nothing to check; name a file of rules, or give a schema that has some')
  const checked = checkDatabaseRules(database, schema, lines)
  const rowsOf = (table: string): number => database[table]?.rows ?? 0
  const broken = checked.filter((rule) => rule.broken.length > 0)
  const all = Object.keys(schema.tables).reduce((sum, table) => sum + rowsOf(table), 0)
  const text = flags.json
    ? JSON.stringify(
        {
          rows: all,
          rules: checked.map(({ table, rule, broken }) => ({
            ...{ table, rule: rule.text, broken: broken.length },
            rows: [...broken].map((row) => row + 1),
          })),
        },
        null,
        2,
      )
    : [...broken.map((rule) => `${rule.table}: ${inWords(rule, rowsOf(rule.table))}`), summary(broken.length, checked.length, all)].join(
        '\n',
      )
  process.stdout.write(`${text}\n`)
  if (broken.length > 0) process.exitCode = 1
}

/** Lists the rules between rows of a database and those that they refer to, as a file of rules. */
export async function databaseRulesFile(paths: readonly string[], flags: RulesFlags): Promise<void> {
  const { database, schema } = await readDatabase(paths, await databaseOptions(flags))
  if (!flags.publicData) for (const table of Object.values(schema.tables)) refusePrivate(table)
  const problems = databaseProblems(database, schema)
  if (problems.length > 0) throw new InputError(paths.join(', '), joinProblems(problems))
  const found = findDatabaseRules(database, schema)
  const lines = [
    `${foundMark} ${paths.join(', ')} and those that they refer to; delete what you know to be chance`,
    ...found.map((rule) => lineOf({ ...rule, cost: 1 - rule.chance })),
  ]
  await writeText(flags.output, `${lines.join('\n')}\n`)
  const place = flags.output === '-' ? '' : `; they are in ${flags.output}`
  createStatus(flags.quiet).say(`found: ${found.length} rules across tables${place}; of single tables with rowsmith rules on each`)
}

/** The rules of a file, as they are written; none without one. */
export async function databaseRules(path: string | undefined): Promise<readonly string[]> {
  return path === undefined ? [] : ruleLines(await readText(path), path).map(({ text }) => text)
}
