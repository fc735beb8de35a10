import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import * as z from 'zod'
import { InputError, joinProblems } from '../../errors.js'
import { levels } from '../../evaluate/metric.js'
import { metrics } from '../../evaluate/metrics/index.js'
import { metricSets } from '../../evaluate/metrics/select.js'
import { models, privateModels } from '../../models/index.js'
import { databaseModel } from './plan.js'
import { type Suite, suiteSchema } from './suite.js'

type Path = readonly PropertyKey[]
interface Problem {
  readonly path: Path
  /** The problem is with this key of the map at `path`. */
  readonly key?: string
  readonly message: string
}

/**
 * The suite in a file of YAML (JSON is YAML, too). Throws an InputError that names every mistake with its line and, for a word that isn't
 * known, the nearest one that is.
 */
export function parseSuite(text: string, path: string): Suite {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const refuse = (problems: readonly (readonly [number | null, string])[]): never => {
    const said = problems.map(([line, message]) => (line === null ? `${path}: ${message}` : `${path}:${line}: ${message}`))
    throw new InputError('', joinProblems(said))
  }
  if (document.errors.length > 0) {
    refuse(document.errors.map(({ message, pos }) => [lines.linePos(pos[0]).line, `is no valid YAML (${message.split('\n')[0]})`]))
  }
  const parsed = suiteSchema.safeParse(plainOf(document, refuse), { reportInput: true })
  const problems = parsed.success ? wordProblems(parsed.data) : parsed.error.issues.flatMap(problemsOf)
  if (problems.length > 0) refuse(problems.map((problem) => [lineOf(document, lines, problem), problem.message]))
  return parsed.data as Suite
}

/** The values of the document; an alias without its anchor is only noticed here. */
function plainOf(document: Document, refuse: (problems: readonly (readonly [null, string])[]) => never): unknown {
  try {
    return document.toJS()
  } catch (error) {
    return refuse([[null, `is no valid YAML (${(error as Error).message})`]])
  }
}

function lineOf(document: Document, lines: LineCounter, { path, key }: Problem): number | null {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (!isNode(node) || !node.range) continue
    const pair = length === path.length && isMap(node) ? node.items.find((item) => String(item.key) === key) : undefined
    const start = pair && isNode(pair.key) ? pair.key.range?.[0] : node.range[0]
    return lines.linePos(start ?? node.range[0]).line
  }
  return null
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path)
    return issue.keys.map((key) => ({ path, key, message: `${whereIs(path)}has no ${key}${meant(key, known)}` }))
  }
  const last = String(path.at(-1) ?? 'suite')
  if (issue.code === 'invalid_type') {
    const key = path.at(-1)
    const missing = issue.input === undefined
    const message = missing
      ? `${whereIs(path.slice(0, -1))}lacks ${last}`
      : `${last}: expected ${issue.expected} (got ${z.core.util.parsedType(issue.input)})`
    return [typeof key === 'string' && missing ? { path: path.slice(0, -1), message } : { path, message }]
  }
  return [{ path, message: `${last}: ${issue.message}` }]
}

const whereIs = (path: Path): string =>
  path.length === 0 ? 'a suite ' : `${String(path.find((step) => typeof step === 'string'))}: an entry `

/** The keys that the schema has at this place, unwrapped of defaults and the like. */
function keysAt(path: Path): string[] {
  let schema: unknown = suiteSchema
  for (const step of path) schema = typeof step === 'number' ? (unwrapped(schema) as z.ZodArray).element : shapeOf(schema)[String(step)]
  return Object.keys(shapeOf(schema))
}

function shapeOf(schema: unknown): Record<string, unknown> {
  const inner = unwrapped(schema)
  return inner instanceof z.ZodObject ? inner.shape : {}
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return unwrapped(schema.out)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrapped(schema.unwrap())
  return schema
}

function meant(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known)
  return nearest === null ? `; it may have ${known.join(', ')}` : `; did you mean ${nearest}?`
}

/** What a dataset of one table may say, and a database says in its schema or not at all. */
const ofOneTable = ['test', 'names', 'target', 'categorical', 'sensitive', 'key', 'order', 'rows'] as const

/** Names of models, metrics and datasets that nobody knows, and names given twice. */
function wordProblems(suite: Suite): Problem[] {
  const problems: Problem[] = []
  const known = [...[...models, ...privateModels].map((model) => model.name), databaseModel]
  const datasets = suite.datasets.map((dataset) => dataset.name)
  suite.synthesizers.forEach((entry, index) => {
    const path = ['synthesizers', index]
    const { name, model = name, command } = entry
    const key = entry.model === undefined ? 'name' : 'model'
    if (name === undefined && (model === undefined || command !== undefined))
      problems.push({ path, message: 'synthesizers: an entry lacks name' })
    else if (command === undefined && !known.includes(model as string))
      problems.push({ path, key, message: `there is no model ${model}${meantOf(model as string, known)} (or give a command)` })
    if (command !== undefined && (entry.model !== undefined || entry.options || entry.privacy))
      problems.push({
        path,
        key: 'command',
        message: `${name}: a command takes no model, options or privacy; write what it needs into the command`,
      })
    if (command !== undefined && !/\{output\}/.test(command))
      problems.push({ path, key: 'command', message: `${name}: the command lacks {output}, the file that it is to write` })
    if (command === undefined && model === databaseModel && entry.privacy)
      problems.push({ path, key: 'privacy', message: `${name ?? model}: there is no private fit of several tables; leave privacy out` })
    for (const dataset of entry.datasets ?? [])
      if (!datasets.includes(dataset))
        problems.push({ path, key: 'datasets', message: `there is no dataset ${dataset}${meantOf(dataset, datasets)}` })
  })
  suite.datasets.forEach((dataset, index) => {
    const { name, train, database, lookups, generate } = dataset
    if ([train, database, generate].filter((source) => source !== undefined).length !== 1)
      problems.push({
        path: ['datasets', index],
        message: `${name}: give one of train, a file, database, a folder or an SQLite file, and generate`,
      })
    if (database === undefined && lookups !== undefined)
      problems.push({
        path: ['datasets', index],
        key: 'lookups',
        message: `${name}: lookups are tables of a database, and this is one table; leave them out`,
      })
    for (const key of ofOneTable)
      if (database !== undefined && dataset[key] !== undefined)
        problems.push({
          path: ['datasets', index],
          key,
          message: `${name}: ${key} is for one table, and this is a database; say it in a schema`,
        })
  })
  suite.published.forEach(({ dataset, scores }, index) => {
    const unknown = Object.keys(scores).filter((metric) => !metrics.some(({ name }) => name === metric))
    for (const metric of unknown)
      problems.push({
        path: ['published', index, 'scores'],
        key: metric,
        message: `there is no metric ${metric}${meantOf(
          metric,
          metrics.map(({ name }) => name),
        )}`,
      })
    if (!datasets.includes(dataset))
      problems.push({ path: ['published', index], key: 'dataset', message: `there is no dataset ${dataset}${meantOf(dataset, datasets)}` })
  })
  return [
    ...problems,
    ...twice('datasets', datasets),
    ...twice('synthesizers', suite.synthesizers.map(synthesizerName)),
    ...metricProblems(suite),
  ]
}

/** What a synthesizer is called. */
export function synthesizerName({ name, model }: Suite['synthesizers'][number]): string {
  return name ?? model ?? ''
}

function meantOf(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known)
  return nearest === null ? `; there are ${known.join(', ')}` : `; did you mean ${nearest}?`
}

function twice(where: string, names: readonly string[]): Problem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ path: [where, index], message: `two ${where} are named ${name}; rename one` }] : [],
  )
}

function metricProblems({ metrics: chosen }: Suite): Problem[] {
  const known = [
    ...metricSets(),
    ...levels.filter((level) => metrics.some((metric) => metric.level === level)),
    ...metrics.map(({ name }) => name),
  ]
  return chosen.flatMap((name, index) =>
    known.includes(name) ? [] : [{ path: ['metrics', index], message: `there is no set, level or metric ${name}${meantOf(name, known)}` }],
  )
}

/** The word out of `known` that is most like `word`; null where none is like it. For questions such as "did you mean seeds?". */
export function nearestWord(word: string, known: readonly string[]): string | null {
  let nearest: string | null = null
  let least = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  return nearest
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    const [above, before] = [rows[i - 1], rows[i - 2]]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + same)
      if (before && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2] + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[a.length][b.length]
}
