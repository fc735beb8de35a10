import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

// What `npm pack` makes, unpacked in an empty folder beside the packages that it depends on, as a user's program finds it.

const folder = mkdtempSync(join(tmpdir(), 'rowsmith-package-'))
const installed = join(folder, 'node_modules', 'rowsmith')
const run = (command: string, ...args: string[]): string => execFileSync(command, args, { cwd: folder, encoding: 'utf8' })

beforeAll(() => {
  const root = process.cwd()
  if (!existsSync('dist/node.d.ts')) execFileSync('npm', ['run', '--silent', 'build'])
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { encoding: 'utf8' }).trim()
  mkdirSync(join(folder, 'node_modules'))
  run('tar', 'xzf', packed)
  execFileSync('mv', [join(folder, 'package'), installed])
  for (const name of readdirSync('node_modules')) {
    if (name !== 'rowsmith' && !name.startsWith('.')) symlinkSync(resolve(root, 'node_modules', name), join(folder, 'node_modules', name))
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'program', type: 'module', private: true }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

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

test('a program in TypeScript sees the types, compiles under strict and runs', () => {
  writeFileSync(join(folder, 'program.ts'), program)
  const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--skipLibCheck']
  run(process.execPath, compiler, ...options, 'program.ts')
  expect(run(process.execPath, 'program.js')).toBe('true\ntrue\n')
  writeFileSync(join(folder, 'wrong.ts'), program.replace('job: i % 3', 'work: i % 3').replaceAll('age, job', 'age, work'))
  expect(() => run(process.execPath, compiler, ...options, '--noEmit', 'wrong.ts')).toThrow()
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

test('a bundler for browsers takes the other door, and nothing of Node', async () => {
  writeFileSync(
    join(folder, 'page.ts'),
    "import { fit, sample } from 'rowsmith'\nexport const rows = async () => sample(await fit([{ a: 1 }]), 3)\n",
  )
  const { outputFiles } = await build({
    ...{ entryPoints: [join(folder, 'page.ts')], bundle: true, splitting: true, outdir: join(folder, 'out'), write: false },
    ...{ format: 'esm', platform: 'browser', logLevel: 'silent' },
  })
  expect(outputFiles.length).toBeGreaterThan(1)
  for (const { text } of outputFiles) expect(text).not.toMatch(/from\s*["']node:/)
})

test('no source map, no test and no data is in it', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  expect(files.filter((path) => /\.(map|test\.js|csv)$/.test(path))).toEqual([])
  expect(files).toEqual(expect.arrayContaining(['README.md', join('dist', 'main.js'), join('dist', 'node.d.ts')]))
})
