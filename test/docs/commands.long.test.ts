import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readDatabase, readTable, writeTable } from '../../src/node.js'
import { rowsmith } from '../support/cli.js'
import { blocksOf, type Command, commandsOf, pages } from './blocks.js'

// Every command in the documents is run in a folder of its page, and prints what stands below it.

/** Commands that are run elsewhere, or nowhere: why. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^(ROWSMITH_\w+=.* )?npm /, 'scripts of the project: documents.test.ts knows them'],
  [/rowsmith ui( \S+\.csv)?$/, 'serves until it is stopped: test/web'],
  [/postgres:/, 'needs a server: test/sql'],
  [/duckdb:warehouse/, 'needs a database of DuckDB: test/sql'],
  [/rowsmith_spark|spark-submit/, 'needs Spark: test/sql'],
  [/^npx rowsmith synth datasets\/birdstrikes\.csv -o synthetic\.csv --report/, 'the demo, run by .ci/run'],
  [/^seq 0 1000000/, 'a hundred million rows'],
]

/** What is left out of commands whose output isn't shown, and writes no file that a later one reads: why. */
const lighter: readonly (readonly [RegExp, string, string])[] = [
  [
    /(synth datasets\/chinook.*) --report report\.html/,
    '$1',
    'evaluate, which comes next, says the same; reports of databases: test/cli/commands/databases',
  ],
]

const folder = mkdtempSync(join(tmpdir(), 'rowsmith-docs-'))
/** Where the shell finds the program. */
const bin = join(folder, 'bin')
/** Where it finds one that only says with which words it was called. */
const words = join(folder, 'words')

beforeAll(async () => {
  for (const [place, last] of [
    [bin, `exec '${process.execPath}' '${resolve('dist/main.js')}' "$@"\n`],
    [words, `printf '%s\\0' "$@"\n`],
  ] as const) {
    mkdirSync(place)
    for (const [name, first] of [
      ['npx', 'shift\n'],
      ['rowsmith', ''],
    ] as const) {
      writeFileSync(join(place, name), `#!/bin/sh\n${first}${last}`)
      chmodSync(join(place, name), 0o755)
    }
  }
  vi.stubEnv('NO_COLOR', '1')
  await writeGiven(join(folder, 'given'))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const commandsOn = (page: string): Command[] =>
  blocksOf(page)
    .filter(({ language }) => language === '')
    .flatMap(commandsOf)
    .filter(({ text }) => !elsewhere.some(([pattern]) => pattern.test(text)))

describe.each(pages.filter((page) => commandsOn(page).length > 0))('%s', (page) => {
  test('its commands run and print what it says', { timeout: 900_000 }, async () => {
    const place = join(folder, page.replaceAll('/', '-'))
    cpSync(join(folder, 'given'), place, { recursive: true })
    symlinkSync(resolve('datasets'), join(place, 'datasets'))
    symlinkSync(resolve('node_modules'), join(place, 'node_modules'))
    for (const command of commandsOn(page)) await runAndCompare(command, place)
  })
})

async function runAndCompare({ text, output }: Command, place: string): Promise<void> {
  const uncommented = text.replace(/ +#.*/, '')
  const run = output.length > 0 ? uncommented : lighter.reduce((own, [pattern, instead]) => own.replace(pattern, instead), uncommented)
  const printed = await runOnce(run, place)
  if (output.length === 0) return
  const found = hasLines(printed.split('\n').map(timeless), output.map(timeless))
  expect.soft(found, `${text}\nprinted\n${printed}\nand not\n${output.join('\n')}`).toBe(true)
}

/** What commands printed, and a folder of what they wrote. */
const known = new Map<string, { readonly printed: string; readonly wrote: string }>()

/** Runs a command, or takes what it gave on another page where the files that it names are the same. */
async function runOnce(text: string, place: string): Promise<string> {
  const key = JSON.stringify([text, contentsOf(text.split(/[\s'"]+/), place)])
  const before = known.get(key)
  if (before) {
    cpSync(before.wrote, place, { recursive: true })
    return before.printed
  }
  const earlier = new Map(filesIn(place).map((name) => [name, statSync(join(place, name)).mtimeMs]))
  const printed = await (isPlain(text) ? program(text, place) : shell(text, place, bin))
  const wrote = join(folder, `wrote-${known.size}`)
  mkdirSync(wrote)
  for (const name of filesIn(place)) {
    if (earlier.get(name) !== statSync(join(place, name)).mtimeMs) cpSync(join(place, name), join(wrote, name), { recursive: true })
  }
  known.set(key, { printed, wrote })
  return printed
}

/** Of the words that name files of a page's own folder, or folders of such files: what they hold; null where there is none. */
function contentsOf(words: readonly string[], place: string): (string | null)[] {
  return words.flatMap((word) => {
    const path = join(place, word)
    if (/^(datasets|node_modules)\//.test(word) || !/^\w[\w./-]*$/.test(word)) return []
    if (!existsSync(path)) return [null]
    const files = statSync(path).isDirectory() ? filesIn(path).map((name) => join(path, name)) : [path]
    return files.map((file) => `${file.slice(place.length)} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`)
  })
}

/** Files of a folder and the folders in it, but not of those that are links. */
function filesIn(place: string): string[] {
  return readdirSync(place, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesIn(join(place, entry.name)).map((name) => join(entry.name, name)) : entry.isFile() ? [entry.name] : [],
    )
    .sort()
}

/** Whether a command is one call of the program, of which the shell only makes words. */
const isPlain = (text: string): boolean => /^(npx )?rowsmith [^|&;<>$`]*$/.test(text.replace(/'[^']*'|"[^"]*"/g, ''))

/** What the program prints in this process, called with the words that the shell makes of a command, which ends well. */
async function program(command: string, cwd: string): Promise<string> {
  const { code, printed } = await rowsmith((await shell(command, cwd, words)).split('\0').slice(0, -1), { cwd })
  if (code !== 0) throw new Error(`${command}\n${printed}`)
  return printed.trimEnd()
}

/** Both streams of a command that ends well, of a shell that looks for programs in this folder first. */
function shell(command: string, cwd: string, path: string): Promise<string> {
  return new Promise((done, failed) => {
    const env = { ...process.env, PATH: `${path}:${process.env.PATH}` }
    execFile('/bin/bash', ['-o', 'pipefail', '-c', `{ ${command}\n} 2>&1`], { cwd, env, maxBuffer: 1e8 }, (error, stdout) =>
      error ? failed(new Error(`${command}\n${stdout}`)) : done(stdout.trimEnd()),
    )
  })
}

/** A line without times and sizes, which differ from machine to machine, and the blanks that go with them. */
const timeless = (line: string): string =>
  line
    .replace(/\d[\d.,]* (ms|s|min|kB|MB)(?!\w)/g, '#')
    .replace(/ +/g, ' ')
    .trim()

/** Whether the lines are the expected ones, `...` standing for any number of lines. */
function hasLines(lines: readonly string[], expected: readonly string[]): boolean {
  const [first, ...rest] = expected
  if (first === undefined) return lines.every((line) => line === '')
  if (first !== '...') return lines[0] === first && hasLines(lines.slice(1), rest)
  return lines.some((_, i) => hasLines(lines.slice(i), rest)) || hasLines([], rest)
}

/** Tables that pages speak of and that aren't shipped, made from those that are. */
async function writeGiven(place: string): Promise<void> {
  mkdirSync(place)
  const write = (name: string, text: string): void => writeFileSync(join(place, name), text)
  const [head, ...rows] = readFileSync('datasets/wages-1985.csv', 'utf8').trim().split('\n')
  const table = (lines: readonly string[]): string => `${[head, ...lines].join('\n')}\n`
  write('half.csv', table(rows.filter((_, i) => i % 2 === 0)))
  write('other-half.csv', table(rows.filter((_, i) => i % 2 === 1)))
  const visits = Array.from({ length: 60 }, (_, customer) =>
    Array.from({ length: 2 + (customer % 4) }, (_, i) => {
      const region = customer % 2 ? 'north' : 'south'
      return `C${customer},${region},2026-01-${10 + i * 3},${'abc'[(customer + i) % 3]}`
    }),
  ).flat()
  write('visits.csv', `customer,region,day,page\n${visits.join('\n')}\n`)
  write('census-2030.csv', 'gender,share\nfemale,0.5\nmale,0.5\n')
  const survey = Array.from({ length: 600 }, (_, i) => `P${i % 150},${20 + ((i * 7) % 60)},${['yes', 'no'][(i * 7) % 3 ? 0 : 1]}`)
  write('survey.csv', `person,age,smokes\n${survey.join('\n')}\n`)
  const columns = [
    { name: 'person', kind: 'id', role: 'key', pattern: 'P{n:3}' },
    { name: 'age', kind: 'integer', min: 18, max: 90 },
    { name: 'smokes', kind: 'categorical', levels: ['yes', 'no'] },
  ]
  write('survey.schema.json', JSON.stringify({ columns }))
  const { database, schema } = await readDatabase('datasets/chinook/chinook.sqlite')
  mkdirSync(join(place, 'shop'))
  for (const name of ['Customer', 'Employee', 'Invoice', 'InvoiceLine']) {
    const [table, columns] = [database[name], schema.tables[name]]
    if (table && columns) await writeTable(join(place, 'shop', `${name}.csv`), table, columns)
  }
  mkdirSync(join(place, 'sales'))
  const { table: people, schema: read } = await readTable(join(place, 'survey.csv'))
  const parquet = ['sales/1.parquet', 'sales/2.parquet', 'big.parquet', 'sales.parquet', 'synthetic.parquet', 'fresh.parquet']
  for (const name of parquet) await writeTable(join(place, name), people, read)
  write('public.schema.json', JSON.stringify({ columns }))
}
