import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { fileFormats, writtenFormats } from '../../io/facts.js'

/** Options that several commands share, with one wording for all. */
export const inputOptions = (command: Command): Command =>
  tableOptions(command).option(
    '--schema <file>',
    'what the columns are, as written by `rowsmith schema` and edited by you; inferred without',
  )

/** How to read a table whose schema is inferred. */
export const tableOptions = (command: Command): Command =>
  command
    .option('--names <list>', 'column names for a file without a header, separated by commas', list)
    .option('--no-header', 'the first line is data, not names (guessed without this option; with --epsilon, as the schema says)')
    .option('--delimiter <character>', 'what separates the cells (guessed, or with --epsilon, as the schema says)')
    .option('--quote <character>', 'what cells with a delimiter in them are put in (guessed, or with --epsilon, as the schema says)')
    .option(
      '--escape <character>',
      "what a quote inside a quoted cell has before it if quotes aren't doubled, as a backslash ('' for nothing; guessed)",
    )
    .option('--comment <text>', "what lines that are no rows begin with, such as # ('' for nothing; guessed)")
    .option('--skip <lines>', 'lines before the header that are no part of the table (guessed)', wholeNumber)
    .option('--fill-short-rows', 'rows with too few cells have missing cells at their end (an error without it)')
    .option('--omit <columns>', 'columns that are left out, as if they were not in the file, separated by commas', list)
    .option(
      '--table <name>',
      'the table of a database, such as public.sales; the sheet of an Excel file (the first one), or the table of an SQLite database (the only one)',
    )
    .option('--encoding <name>', 'utf-8, utf-16le, windows-1252, big5, shift_jis, ... (guessed, or with --epsilon, as the schema says)')
    .option('--categorical <columns>', 'columns of numbers that are codes, separated by commas', list)
    .option('--locale <name>', 'language and country of names made anew, such as de or pt_BR (told by the names)')
    .option('--target <columns>', 'columns that somebody will want to predict, separated by commas', list)
    .option('--key <column>', 'the column that names a row, or all rows of a sequence: made anew, never copied')
    .option('--order <column>', 'the column that puts the rows in line')

export const modelOptions = (command: Command): Command =>
  command
    .option('-m, --model <name>', 'which model learns the table; `rowsmith models` lists them', 'sequential-trees')
    .option('-O, --option <name=value>', 'an option of the model; may be repeated', assignment, {})
    .option(
      '--condition-on <columns>',
      'columns that `sample --where` will set conditions on, separated by commas: made exact and fast',
      list,
    )
    .option('--no-audit', 'skip the measuring of what the model gives away, and the tuning that keeps its promise')
    .option('--json <file>', 'all that the audit found, as JSON; with it models that promise nothing are audited, too')

export const fitRulesOptions = (command: Command): Command =>
  command
    .option('--rules <file>', 'what must hold in every row, one rule a line, such as start <= end; besides those of the schema')
    .option('--rules-keep-rate', 'rules that rows break may be broken as often in synthetic rows (never)')

export const rulesModuleOption = (): Option =>
  new Option('--rules-module <file>', 'a module that exports rules of your own, in code: { name, holds(row) }')

/** What rows should be that the model would not give by itself. */
export const steeringOptions = (command: Command): Command =>
  command
    .option(
      '--share <shares>',
      `exact shares of levels, ranges or conditions: 'income: {">50K": 0.5}', 'age: {"<30": 0.4}', 'age > 60: 0.1'`,
      append,
    )
    .option('--balance <columns>', 'equal shares for all levels of these columns, separated by commas', list)
    .option(
      '--margins <file>',
      'a CSV of shares or counts of levels, or of pairs of levels, of another population; may be repeated',
      append,
    )
    .option(
      '--fair <label~column>',
      'a label that should not depend on a sensitive column: income~sex, or "income~sex|education" within strata',
    )
    .addOption(new Option('--fair-by <what>', 'move labels, or only weigh rows (labels)').choices(['labels', 'weights']))
    .option('--max-weight <times>', 'where rows are weighed, no weight above so many average ones (any)', amount)
    .option('--surprising <share>', 'only of the share of rows that the model gives the least density, for instance 0.01', amount)
    .option('--tail <condition>', "a condition with quantiles of the model's rows, for instance: amount > q(0.999)")
    .option('--distinct', 'no row twice, keys and texts made anew left out')
    .addOption(
      new Option(
        '--cover <what>',
        'the fewest rows found that show all pairs of levels, gaps, zeros, ends of numbers, longest texts',
      ).choices(['pairs']),
    )
    .option('--columns <list>', 'columns whose pairs --cover shows, separated by commas (all but keys)', list)

/** A fit with differential privacy. */
export const privacyOptions = (command: Command): Command =>
  command
    .option(
      '--epsilon <number>',
      'fit with differential privacy at this epsilon (1 is common); needs --schema from public knowledge',
      amount,
    )
    .option('--delta <number>', 'with --epsilon: about how likely the promise may fail (1e-9)', amount)
    .option('--unit <column>', 'with --epsilon: what is protected, all rows that share a value of this column (a single row)')
    .option('--max-rows-per-unit <number>', 'with --unit: rows of each that are used at most, drawn by chance', positiveNumber)
    .option(
      '--open-levels',
      'with --epsilon: levels that the schema leaves open are found out, those that many rows have, for a part of the budget',
    )
    .option('--allow-high-epsilon', 'with --epsilon above 10, which protects nobody in practice')
    .option('--ledger <file>', 'with --epsilon: where all releases from this source are booked, and refused when they are too many')
    .option('--total-epsilon <number>', 'with a new --ledger: what all releases from this source may cost together', amount)

/** Tables that an engine counts where they lie. */
export const engineOptions = (command: Command): Command =>
  command
    .option(
      '--engine <name>',
      'what counts the rows: memory, duckdb, or a command that answers SQL (memory for one file; duckdb for globs and duckdb:PATH)',
    )
    .option('--query <sql>', 'one statement that selects the rows, from a database, or of files: from data')
    .option('--memory-limit <size>', 'memory of DuckDB (2GB)')
    .option('--engine-timeout <time>', 'how long an engine command may take for one answer, such as 10m (1h)', duration)

/** The same where a model is fitted. */
export const fitEngineOptions = (command: Command): Command =>
  engineOptions(command).option(
    '--sample-rows <number>',
    'rows that a model sees which needs rows, where an engine counts them (1,000,000)',
    positiveNumber,
  )

/** The model of commands that take a saved one, or fit one to the table at hand. */
export const modelSourceOptions = (command: Command): Command =>
  command
    .requiredOption('-m, --model <file-or-name>', 'a model that `fit` wrote, or the name of one to fit to the table itself')
    .option('-O, --option <name=value>', 'an option of the model that is fitted; may be repeated', assignment, {})

export const runOptions = (command: Command): Command =>
  command
    .option('--seed <number>', 'the same seed gives the same result, to the byte', wholeNumber, 1)
    .option(
      '--threads <number>',
      'threads to work on; the result is the same for any number',
      positiveNumber,
      Math.min(8, availableParallelism()),
    )
    .option('-q, --quiet', 'print nothing but errors and what was asked for', false)

export const inputFormat = (): Option =>
  new Option('--format <name>', 'format of the table (told by its name or content)').choices(fileFormats)

export const outputFormat = (): Option =>
  new Option('--format <name>', 'format of the rows (told by the file name)').choices(writtenFormats)

/** Names separated by commas; one with a comma in it stands in double quotes, which are doubled inside it. */
export function list(text: string): string[] {
  const names = `,${text}`.match(/,(?:\s*"(?:[^"]|"")*"\s*(?=,|$)|[^,]*)/g) ?? []
  return names.map((one) => {
    const name = one.slice(1).trim()
    return /^".+"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name
  })
}

/** One more value of an option that may be repeated. */
export function append(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

const secondsPer = { ms: 0.001, s: 1, m: 60, h: 3600 } as const

/** Seconds, out of `90`, `90s`, `1.5m`, `500ms`. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim())
  if (!match) throw new InvalidArgumentError('write it as 60s, 5m or 1h.')
  return Number(match[1]) * secondsPer[(match[2] ?? 's') as keyof typeof secondsPer]
}

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('give a whole number from 0 up.')
  return value
}

export function positiveNumber(text: string): number {
  const value = wholeNumber(text.replaceAll('_', ''))
  if (value === 0) throw new InvalidArgumentError('give a whole number from 1 up.')
  return value
}

/** Any number; what it may be is for the library to say. */
export function amount(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('give a number.')
  return value
}

/** `name=value`, where value is a number, true, false, or else text. */
export function assignment(text: string, before: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('write it as name=value.')
  return { ...before, [text.slice(0, at)]: parseValue(text.slice(at + 1)) }
}

function parseValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

/** `table=number` for each of several tables; or what `single` makes of it. */
export const rowsOf =
  <T>(single: (text: string) => T) =>
  (text: string, before?: T | Readonly<Record<string, number>>): T | Record<string, number> => {
    const at = text.lastIndexOf('=')
    if (at < 1) return single(text)
    const rows = positiveNumber(text.slice(at + 1))
    return { ...(isByTable(before) ? before : {}), [text.slice(0, at)]: rows }
  }

function isByTable(rows: unknown): rows is Readonly<Record<string, number>> {
  return typeof rows === 'object' && rows !== null && !Array.isArray(rows)
}

/** How a database is put in order before it is learned. */
export const databaseFlags = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--orphans <what>',
        "of a database, what becomes of references to rows that aren't there (an error without it): drop the rows, null the references, or stub the missing rows",
      ).choices(['drop', 'null', 'stub']),
    )
    .addOption(
      new Option('--keys <which>', 'of a database, which row of those with one key stays (an error without it)').choices(['first']),
    )
    .option('--lookup <tables>', 'tables of a database that are written as they are, separated by commas', list)

/** `from:to`, the rows of a run from the first (included) to the second (excluded). */
export function rowRange(text: string): readonly [number, number] {
  const match = /^(\d+):(\d+)$/.exec(text.replaceAll('_', ''))
  if (!match || Number(match[1]) > Number(match[2])) throw new InvalidArgumentError('write it as from:to, for instance 0:500000.')
  return [Number(match[1]), Number(match[2])]
}
