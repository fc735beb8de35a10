import { readText, writeText } from '../../io/files.js'
import { isDatabaseModel } from '../../models/relational/model-file.js'
import {
  type Description,
  describeDatabase,
  describeModel,
  type FittedModel,
  graphFormats,
  inspect,
  inspectDatabase,
  OptionError,
  parseDatabaseModel,
  parseModel,
  readDatabase,
  renderDatabase,
  renderDatabaseModel,
  renderGraph,
} from '../../node.js'
import { rowsToLookAt } from '../../pipeline/elsewhere/source-schema.js'
import { type KeptRule, rulesKeptBy } from '../../pipeline/jobs/rules/kept-rules.js'
import { databaseOptions } from '../input/input.js'
import { withSource } from '../input/source.js'
import type { InspectFlags } from '../options/flags.js'
import { readOptions } from '../options/read-options.js'
import { createStatus } from '../run/status.js'
import { writeInspection } from './inspect.js'

/** Prints the tables of a database and how they refer to each other. */
export async function inspectTables(paths: readonly string[], flags: InspectFlags): Promise<void> {
  if (flags.graph !== undefined) throw new OptionError('--graph', 'shows a model; fit one first')
  const inspection = inspectDatabase(await readDatabase(paths, await databaseOptions(flags)))
  const name = paths.length === 1 ? paths[0] : `${paths.length} files`
  process.stdout.write(flags.json ? `${JSON.stringify(inspection, null, 1)}\n` : `${renderDatabase(inspection, name)}\n`)
}

/** Prints what is in the model of a database, of which this is the text. */
function inspectDatabaseModel(text: string, path: string, { graph, json }: InspectFlags): void {
  if (graph !== undefined)
    throw new OptionError('--graph', 'shows the model of one table, and this is the model of a database; leave it out')
  const model = parseDatabaseModel(text, path)
  const description = describeDatabase(model)
  process.stdout.write(
    json ? `${JSON.stringify({ ...description, schema: model.schema }, null, 1)}\n` : `${renderDatabaseModel(description, path)}\n`,
  )
}

/** Prints what is in a model file, or writes its network; false where the file holds no model. */
export async function inspectIfModel(path: string, flags: InspectFlags): Promise<boolean> {
  const text = path.endsWith('.json') ? await readText(path) : ''
  if (isDatabaseModel(text)) inspectDatabaseModel(text, path, flags)
  else {
    const model = modelIn(text, path)
    if (flags.graph !== undefined) await writeGraph(path, model, flags.graph)
    else if (model) inspectModel(path, model, flags)
    else return false
  }
  return true
}

function inspectModel(path: string, model: FittedModel, flags: InspectFlags): void {
  const description = describeModel(model)
  const rules = model.schema.rules ? rulesKeptBy(model) : []
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ ...description, ...(rules.length > 0 && { rules }), schema: model.schema }, null, 1)}\n`
      : renderDescription(path, description, rules),
  )
}

/** What the columns of a table behind an engine are, by some of its rows. */
export async function inspectElsewhere(path: string | undefined, flags: InspectFlags): Promise<void> {
  const { roles, kinds } = await readOptions(flags)
  await withSource(path, flags, createStatus(true), async (source) => {
    const raw = await rowsToLookAt(source)
    const part = raw.rows < source.rows ? [`told from ${count(raw.rows)} of ${count(source.rows)} rows`] : []
    writeInspection(inspect(raw, [`asked for by ${source.engine}`, ...part], { overrides: kinds, roles }), flags)
  })
}

function count(rows: number): string {
  return rows.toLocaleString('en')
}

/** Writes the network of a model in the format that the file name says. */
async function writeGraph(path: string, model: FittedModel | null, output: string): Promise<void> {
  if (!model)
    throw new OptionError('--graph', `shows a model, and ${path} is none; fit one first: rowsmith fit ${path} -m bayesian-network`)
  const format = graphFormats.find((name) => output.toLowerCase().endsWith(`.${name}`))
  if (!format) throw new OptionError('--graph', `writes .svg, .dot or .json (got ${output}); name the file so`)
  const { graph } = describeModel(model)
  if (!graph) {
    throw new OptionError(
      '--graph',
      `${model.model} is no network of the columns; fit a bayesian-network, or see its dependences with inspect`,
    )
  }
  await writeText(output, renderGraph(graph, format))
}

/** The model of which this is the text; null where it holds something else, such as rows. */
function modelIn(text: string, path: string): FittedModel | null {
  return /^\s*\{\s*"format"\s*:\s*"rowsmith-model"/.test(text.slice(0, 200)) ? parseModel(text, path) : null
}

/** A model as text: what it is, what it found, what its file gives away. */
function renderDescription(
  path: string,
  { summary, reveals, parameters, dependences = [] }: Description,
  rules: readonly KeptRule[],
): string {
  const width = Math.max(...parameters.map(([name]) => name.length))
  const lines = [path, `  ${summary}`, '', ...parameters.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)]
  if (dependences.length > 0) {
    lines.push('', '  Strongest dependences')
    for (const { a, b, strength } of dependences.slice(0, 10)) lines.push(`    ${strength.toFixed(2).padStart(5)}  ${a} and ${b}`)
  }
  if (rules.length > 0) {
    const wide = Math.max(...rules.map(({ rule }) => rule.length))
    lines.push('', '  Rules, and how they are kept', ...rules.map(({ rule, how }) => `    ${rule.padEnd(Math.min(wide, 60))}  ${how}`))
  }
  lines.push('', `  What the file gives away: ${reveals}`)
  return `${lines.join('\n')}\n`
}
