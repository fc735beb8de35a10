import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { parseSuite } from '../../src/benchmark/plan/parse-suite.js'
import { readLedger } from '../../src/cli/commands/privacy/ledger-file.js'
import { compilePredicate } from '../../src/constraints/compile.js'
import { parseExpression } from '../../src/constraints/language/parse.js'
import { checkRules } from '../../src/constraints/rules/broken.js'
import { parseRules, ruleLines } from '../../src/constraints/rules/rule.js'
import { bookRelease, openBook, spentOf } from '../../src/dp/accounting/releases.js'
import { RowsmithError } from '../../src/errors.js'
import { isDatabaseModel } from '../../src/models/relational/model-file.js'
import {
  describedModel,
  describeModel,
  type FileFormat,
  inspect,
  parseDatabaseModel,
  parseModel,
  rawFromBytes,
  readSchema,
  renderInspection,
  sample,
  sampleDatabase,
  score,
  tableFromBytes,
  tableToBytes,
  typeTable,
} from '../../src/node.js'
import { changedBytes, changedJson } from './mutations.js'
import { oddJson, oddText, plainText, utf8 } from './values.js'

/** A kind of input that comes from strangers. */
interface Kind {
  readonly inputs: fc.Arbitrary<Uint8Array>
  /** Does with an input what the program does. Whatever it throws but a RowsmithError is a fault. */
  use(input: Uint8Array): Promise<void>
}

const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-fuzz-'))

/** A file of these bytes, the same one each time. */
function fileOf(bytes: Uint8Array): string {
  const path = join(scratch, 'input')
  writeFileSync(path, bytes)
  return path
}

const people = {
  schema: {
    columns: [
      { name: 'age', kind: 'integer', min: 0, max: 120 },
      { name: 'job', kind: 'categorical', levels: ['cook', 'clerk', '__proto__'] },
      { name: 'pay', kind: 'numeric', decimals: 2, min: 0, max: 1e5 },
      { name: 'since', kind: 'datetime', format: '%Y-%m-%d', unit: 'day' },
      { name: 'size', kind: 'ordinal', levels: ['small', 'large'] },
      { name: 'in', kind: 'boolean', levels: ['no', 'yes'] },
      { name: 'id', kind: 'id', pattern: 'P-{n:4}', role: 'key' },
      { name: 'remark', kind: 'text', policy: 'words' },
    ],
  },
  csv: utf8(
    'age,job,pay,since,size,in,id,remark\n31,cook,10.5,2020-02-03,small,yes,P-0001,well done\n,clerk,,2021-01-01,large,no,P-0002,\n64,,7,,,,P-0003,as ever\n',
  ),
} as const

/** Reads a table as every command does, looks at it, and writes it in another format. */
async function useTable(bytes: Uint8Array, format: FileFormat | undefined): Promise<void> {
  const { raw, facts } = await rawFromBytes(source(bytes), format === undefined ? {} : { format })
  renderInspection(inspect(raw, facts.notes, { dialect: facts.dialect }))
  const { table, schema } = typeTable({ raw, facts }, 'input', {})
  const written = (['csv', 'json', 'parquet', 'arrow'] as const)[bytes.length % 4] as FileFormat
  await tableToBytes(table, schema, written)
}

async function* source(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

const cell = fc.oneof({ weight: 3, arbitrary: plainText }, { weight: 1, arbitrary: oddText })
const quoted = (text: string, quote: boolean, delimiter: string): string =>
  quote || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text

/** Texts that are tables of cells, most of them well formed. */
const csvTexts = fc
  .record({
    columns: fc.integer({ min: 1, max: 6 }),
    delimiter: fc.constantFrom(',', ';', '\t', '|', ' '),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    before: fc.constantFrom('', '\ufeff', '# note\n', 'Title\n\n', '\n'),
    encoding: fc.constantFrom('utf8', 'utf8', 'utf8', 'utf16le', 'latin1'),
    cells: fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 90 }),
    names: fc.array(fc.oneof(fc.constantFrom('a', 'b', 'date', 'email', 'total', 'net', 'tax'), oddText), { minLength: 6, maxLength: 6 }),
  })
  .map(({ columns, delimiter, newline, before, encoding, cells, names }) => {
    const lines = [
      names
        .slice(0, columns)
        .map((name) => quoted(name, true, delimiter))
        .join(delimiter),
    ]
    for (let i = 0; i + columns <= cells.length; i += columns)
      lines.push(
        cells
          .slice(i, i + columns)
          .map(([text, quote]) => quoted(text, quote, delimiter))
          .join(delimiter),
      )
    return new Uint8Array(Buffer.from(before + lines.join(newline), encoding as BufferEncoding))
  })

const record = fc.dictionary(oddText, fc.oneof(plainText, oddJson, fc.array(oddJson, { maxLength: 3 })), { maxKeys: 5 })
const jsonTexts = fc.oneof(
  fc.array(record, { maxLength: 12 }).map((rows) => utf8(JSON.stringify(rows))),
  fc.array(record, { maxLength: 12 }).map((rows) => utf8(rows.map((row) => JSON.stringify(row)).join('\n'))),
  fc.dictionary(oddText, fc.array(oddJson, { maxLength: 5 }), { maxKeys: 4 }).map((columns) => utf8(JSON.stringify(columns))),
  fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.constantFrom('[', '{"a":', '[{"a":')).map(([depth, open]) => utf8(open.repeat(depth))),
)

const fixtures = new URL('../fixtures/', import.meta.url)
const filesOf = (folder: string, pattern: RegExp): Uint8Array[] =>
  readdirSync(new URL(folder, fixtures))
    .filter((name) => pattern.test(name))
    .map((name) => new Uint8Array(readFileSync(new URL(`${folder}${name}`, fixtures))))

/** Small files of a format: one that we write and those of others. */
async function seedsOf(format: 'arrow' | 'parquet'): Promise<fc.Arbitrary<Uint8Array>> {
  const { table, schema } = await tableFromBytes(people.csv, { format: 'csv' })
  const own = await tableToBytes(table, schema, format)
  return fc.constantFrom(own, ...filesOf('io/', format === 'arrow' ? /\.(arrow|feather)$/ : /\.parquet$/))
}

const modelTexts = filesOf('models/0.1.0/', /^(?!digests).*\.json$/).map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown)
const modelSchemas = modelTexts.map((model) => (model as { schema: unknown }).schema)

async function useModel(bytes: Uint8Array): Promise<void> {
  const text = new TextDecoder().decode(bytes)
  if (isDatabaseModel(text)) {
    await sampleDatabase(parseDatabaseModel(text), { scale: 0.05 })
    return
  }
  const model = parseModel(text)
  describeModel(model)
  const rows = await sample(model, 5)
  await tableToBytes(rows, model.schema, 'csv')
  await score(model, rows)
}

async function useSchema(bytes: Uint8Array): Promise<void> {
  const schema = await readSchema(fileOf(bytes))
  for (const guess of [true, false]) {
    const read = await settled(tableFromBytes(people.csv, { format: 'csv', schema, guess }))
    if (read) await settled(tableToBytes(read.table, read.schema, 'csv'))
  }
  const model = await settled(describedModel(schema))
  if (model) await settled(sample(model, 5).then((rows) => tableToBytes(rows, schema, 'csv')))
}

/** The result, or nothing where the input is refused. */
async function settled<Result>(work: Promise<Result> | Result): Promise<Result | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof RowsmithError) return undefined
    throw error
  }
}

const token = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('age', 'job', 'pay', 'since', 'size', '"cook"', '30', '1.5', '"2020-01-01"', 'missing(job)', 'col("in")'),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom('==', '!=', '<', '<=', '+', '-', '*', '/', 'and', 'or', 'not', '(', ')', ',', '->', 'if', 'then', 'in', '%'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'oneOf(',
      'between(',
      'round(',
      'year(',
      'mean(',
      'q(0.9)',
      'combinations(job, size)',
      'abs(',
      'min(',
      'first(',
      'previous(',
      'days(',
      'log(',
      'lower(',
      'matches(',
    ),
  },
  { weight: 1, arbitrary: oddText },
)
const sentence: fc.Arbitrary<string> = fc.letrec<{ truth: string; number: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('age', 'pay', '3', '-2.5', 'year(since)', 'abs(age)'),
    fc.tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number')).map((parts) => `(${parts.join(' ')})`),
  ),
  truth: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(tie('number'), fc.constantFrom('<', '>=', '==', '!='), tie('number')).map((parts) => parts.join(' ')),
    fc.constantFrom('job == "cook"', 'oneOf(size, "small")', 'missing(pay)', 'since > "2020-06-01"', 'col("in") == "yes"'),
    fc.tuple(tie('truth'), fc.constantFrom('and', 'or', '->'), tie('truth')).map((parts) => `(${parts.join(' ')})`),
    tie('truth').map((truth) => `not (${truth})`),
  ),
})).truth
const expressionTexts = fc.oneof(
  { weight: 3, arbitrary: sentence },
  fc.array(token, { maxLength: 14 }).map((tokens) => tokens.join(' ')),
  fc
    .tuple(fc.constantFrom('(', 'not ', '-', 'abs(', '1+', 'job == "cook" and '), fc.integer({ min: 1, max: 3000 }))
    .map(([part, count]) => part.repeat(count)),
)

const suite = {
  title: 'two',
  datasets: [
    { name: 'birds', train: 'birds.csv', target: 'a', rows: 100 },
    { name: 'made', generate: { rows: 10, columns: 3, levels: 2 } },
  ],
  synthesizers: [
    'independent',
    { name: 'tight', model: 'mst', privacy: { epsilon: 1 } },
    { name: 'other', command: 'run {input} {output}', datasets: ['made'] },
  ],
  metrics: ['fast', 'c2st'],
  seeds: 2,
  limits: { time: '10m', memory: '2GB' },
  published: [{ name: 'X', dataset: 'birds', source: 'a paper', scores: { c2st: 0.5 } }],
}
const yamlTexts = fc.constantFrom(
  'datasets: [&a {name: *a}]\nsynthesizers: [x]',
  'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ndatasets: *c',
  '? [a]\n: b',
  '!!js/function f',
  '- - - -',
)

const book = bookRelease(openBook({ epsilon: 8, delta: 1e-5 }, { column: 'id', maxRows: 3 }), {
  model: 'mst',
  unit: { column: 'id', maxRows: 3 },
  epsilon: 1,
  delta: 1e-6,
})

export const kinds: Readonly<Record<string, Kind>> = {
  csv: {
    inputs: fc.oneof({ weight: 3, arbitrary: csvTexts }, { weight: 1, arbitrary: changedBytes(csvTexts, [[0, 1]]) }),
    use: (bytes) => useTable(bytes, undefined),
  },
  json: {
    inputs: fc.oneof({ weight: 3, arbitrary: jsonTexts }, { weight: 1, arbitrary: changedBytes(jsonTexts, [[0, 1]]) }),
    use: (bytes) => useTable(bytes, bytes[0] === 0x7b ? 'ndjson' : 'json'),
  },
  // Where Arrow says how long things are: its messages are spread over the file, their list stands at its end; Parquet has all of it at the end but for page heads.
  arrow: {
    inputs: changedBytes(await seedsOf('arrow'), [
      [0, 1],
      [0, 0.3],
      [0.6, 1],
    ]),
    use: (bytes) => useTable(bytes, 'arrow'),
  },
  parquet: {
    inputs: changedBytes(await seedsOf('parquet'), [
      [0, 1],
      [0, 0.2],
      [0.4, 1],
      [0.7, 1],
    ]),
    use: (bytes) => useTable(bytes, 'parquet'),
  },
  schema: { inputs: changedJson(fc.constantFrom<unknown>(people.schema, people.schema, ...modelSchemas)), use: useSchema },
  model: { inputs: changedJson(fc.constantFrom(...modelTexts)), use: useModel },
  expression: {
    inputs: expressionTexts.map(utf8),
    use: async (bytes) => {
      const { table, schema } = await typed()
      compilePredicate(await parseExpression(new TextDecoder().decode(bytes), schema), schema)(table)
    },
  },
  rules: {
    inputs: fc.array(fc.oneof(expressionTexts, oddText, fc.constant('# note')), { maxLength: 4 }).map((lines) => utf8(lines.join('\n'))),
    use: async (bytes) => {
      const { table, schema } = await typed()
      const lines = ruleLines(new TextDecoder().decode(bytes), 'input')
      parseRules(lines, schema)
      checkRules(table, schema, lines)
    },
  },
  suite: {
    inputs: fc.oneof(
      { weight: 5, arbitrary: changedJson(fc.constant(suite)) },
      { weight: 1, arbitrary: changedBytes(fc.oneof(yamlTexts, oddText).map(utf8), [[0, 1]]) },
    ),
    use: async (bytes) => void parseSuite(new TextDecoder().decode(bytes), 'input'),
  },
  ledger: {
    inputs: changedJson(fc.constant(book)),
    use: async (bytes) => {
      const read = await readLedger(fileOf(bytes))
      if (!read) return
      spentOf(read)
      bookRelease(read, { model: 'aim', unit: read.unit, epsilon: 0.5, delta: read.delta / 10 })
    },
  },
}

let known: ReturnType<typeof tableFromBytes> | undefined
const typed = (): ReturnType<typeof tableFromBytes> => (known ??= tableFromBytes(people.csv, { format: 'csv' }))

/** Input `index` of a kind in the run that `seed` names. */
export function inputOf(kind: string, seed: number, index: number): Uint8Array {
  const { inputs } = kinds[kind] as Kind
  // The middle of three, since the first of a sample is always among the smallest.
  return fc.sample(inputs, { seed: (Math.imul(seed, 0x9e3779b1) + Math.imul(index + 1, 0x85ebca6b)) | 0, numRuns: 2 })[1] as Uint8Array
}

/** What is wrong with how an input was taken, and where it shows; null where it was used or refused in words. */
export async function faultOf(kind: string, input: Uint8Array): Promise<{ readonly at: string; readonly message: string } | null> {
  try {
    await (kinds[kind] as Kind).use(input)
  } catch (error) {
    if (error instanceof RowsmithError) return null
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
    const frame = stack.split('\n').find((line) => /\/src\//.test(line) && !line.includes('node_modules')) ?? stack.split('\n')[1] ?? ''
    return { at: `${name} at ${/src\/[^)\s]*/.exec(frame)?.[0] ?? frame.trim()}`, message: message.slice(0, 200) }
  }
  const polluted = Object.keys(Object.prototype)
  if (polluted.length === 0) return null
  for (const key of polluted) delete (Object.prototype as Record<string, unknown>)[key]
  return { at: 'pollution of Object.prototype', message: polluted.join(', ') }
}
