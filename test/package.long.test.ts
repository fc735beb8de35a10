import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { packedFolder, programs } from './support/packed.js'

// What `npm pack` makes, as a user's program finds it.

const { folder, run } = packedFolder()
const installed = join(folder, 'node_modules', 'rowsmith')

const program = `
import { fit, type ModelOf, sample, stringifyModel } from 'rowsmith'

interface Person { readonly age: number; readonly job: 'cook' | 'clerk'; readonly since: Date }

const people: Person[] = Array.from({ length: 60 }, (_, i) => ({
  age: 20 + (i % 40), job: i % 3 ? 'clerk' : 'cook', since: new Date(Date.UTC(2020, i % 12, 1)),
}))
const model: ModelOf<Person> = await fit<Person>(people, { model: 'gaussian-copula', seed: 7 })
const rows: Person[] = await sample(model, 5, { as: 'rows' })
console.log(rows.every(({ age, job, since }) => Number.isInteger(age) && ['cook', 'clerk'].includes(job) && since instanceof Date))
console.log(stringifyModel(model).length > 100)
`

const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc')
const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--skipLibCheck']

test('a program in TypeScript sees the types, compiles under strict and runs', () => {
  writeFileSync(join(folder, 'program.ts'), program)
  run(process.execPath, compiler, ...options, 'program.ts')
  expect(run(process.execPath, 'program.js')).toBe('true\ntrue\n')
  writeFileSync(join(folder, 'wrong.ts'), program.replace('job: i % 3', 'work: i % 3').replaceAll('age, job', 'age, work'))
  expect(() => run(process.execPath, compiler, ...options, '--noEmit', 'wrong.ts')).toThrow()
})

test('the programs in the documents compile under strict and run', () => {
  const command = join(installed, 'dist', 'main.js')
  run(process.execPath, command, 'schema', 'datasets/penguins.csv', '--types', 'penguins.ts')
  run(process.execPath, command, 'fit', 'datasets/penguins.csv', '-m', 'gaussian-copula', '-o', 'penguins.model.json', '--quiet')
  const visits = Array.from(
    { length: 120 },
    (_, i) => `C${i >> 2},${i % 8 < 4 ? 'north' : 'south'},2026-01-1${i % 4},${'abc'[(i * i) % 3]}`,
  )
  writeFileSync(join(folder, 'visits.csv'), `customer,region,day,page\n${visits.join('\n')}\n`)
  for (const { name, text } of programs) writeFileSync(join(folder, `${name}.ts`), text)
  const files = programs.map(({ name }) => `${name}.ts`)
  run(process.execPath, compiler, ...options, '--rewriteRelativeImportExtensions', ...files)
  // A program that declares a client of its own can't be run without one.
  for (const { name, text } of programs) if (!text.includes('declare const')) run(process.execPath, `${name}.js`)
})

test('the command says its version and makes rows', () => {
  const command = join(installed, 'dist', 'main.js')
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(run(process.execPath, command, '--version').trim()).toBe(version)
  writeFileSync(
    join(folder, 'people.csv'),
    `age,job\n${Array.from({ length: 40 }, (_, i) => `${20 + i},${i % 3 ? 'clerk' : 'cook'}`).join('\n')}\n`,
  )
  run(process.execPath, command, 'synth', 'people.csv', '-m', 'independent', '-n', '7', '-o', 'rows.csv', '--quiet')
  expect(readFileSync(join(folder, 'rows.csv'), 'utf8').trim().split('\n')).toHaveLength(8)
})

test('a bundler for browsers takes the other door, and nothing of Node; the program of the README runs from its bundle', async () => {
  const readme = programs.find(({ name }) => name.startsWith('README')) as (typeof programs)[number]
  writeFileSync(join(folder, 'readme.ts'), `${readme.text}console.log(rows.length)\n`)
  const { outputFiles } = await build({
    ...{ entryPoints: [join(folder, 'readme.ts')], bundle: true, splitting: true, outdir: join(folder, 'out'), metafile: true },
    ...{ format: 'esm', platform: 'browser', logLevel: 'silent', write: true },
  }).then(({ metafile }) => ({ outputFiles: Object.keys(metafile.outputs) }))
  expect(outputFiles.length).toBeGreaterThan(1)
  for (const path of outputFiles) expect(readFileSync(path, 'utf8')).not.toMatch(/from\s*["']node:/)
  expect(run(process.execPath, join('out', 'readme.js'))).toBe('1000\n')
})

test('no source map, no test and no data is in it', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  expect(files.filter((path) => /\.(map|test\.js|csv)$/.test(path))).toEqual([])
  expect(files).toEqual(expect.arrayContaining(['README.md', join('dist', 'main.js'), join('dist', 'node.d.ts')]))
})

test('installed, with all that it depends on, it takes 85 MB at most', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: true; devOptional?: true; peer?: true }>
  }
  const needed = Object.keys(packages).filter(
    (path) => path && !packages[path]?.dev && !packages[path]?.devOptional && !packages[path]?.peer,
  )
  const bytes = [...needed, installed].map(sizeOf).reduce((sum, size) => sum + size, 0)
  console.log(`${needed.length} packages and rowsmith: ${(bytes / 1e6).toFixed(1)} MB installed`)
  expect(bytes).toBeLessThan(85e6)
})

/** Bytes of a package's files, on a disk of blocks of 4 kB, without the packages inside. */
function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? sizeOf(path) : 4096 * Math.ceil(lstatSync(path).size / 4096)
    })
    .reduce((sum, size) => sum + size, 0)
}
