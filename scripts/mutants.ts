/**
 * Mutation testing of one area: `npm run test:mutants -- dp`. Draws lines of `src/<area>` with a fixed seed (`--lines 60 --seed 1`), lets
 * StrykerJS break each in every way it knows, one at a time, and runs the quick tests of `test/<area>`, folder or files, that reach it. What survived is printed
 * and stands in `results/mutants/<area>.json`. StrykerJS 9, the last for Node 20, is installed beside, not with the project.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createRng } from '../src/random/rng.js'

const version = '9.6.1'
const folder = resolve('results/mutants')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lines: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
})
const area = positionals[0]
if (area === undefined || !existsSync(`src/${area}`)) throw new Error(`say which folder of src/ is to be broken, such as dp (got ${area})`)

/** Lines that hold code, as `path:line`: not those that only declare, close or explain. */
function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, i) =>
      /^\s*(\/\/|\/?\*|import |export (type|interface) |readonly |[)}\]]+[,;]?$|$)/.test(line) ? [] : [`${path}:${i + 1}-${i + 1}`],
    )
}

function drawnLines(count: number, seed: number): string[] {
  const files = readdirSync(`src/${area}`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const lines = files.sort().flatMap((name) => linesOf(`src/${area}/${name}`))
  const rng = createRng(seed)
  for (let i = 0; i < Math.min(count, lines.length); i++) {
    const j = i + rng.integer(lines.length - i)
    ;[lines[i], lines[j]] = [lines[j] as string, lines[i] as string]
  }
  return lines.slice(0, count)
}

/** The runner finds the project's own vitest, as two of them don't know of each other's tests. */
function installStryker(): void {
  const modules = join(folder, 'node_modules')
  if (existsSync(join(modules, '@stryker-mutator/core'))) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const packages = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${version}`)
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps', ...packages], {
    cwd: folder,
    stdio: 'inherit',
  })
  rmSync(join(modules, 'vitest'), { recursive: true, force: true })
  symlinkSync(resolve('node_modules/vitest'), join(modules, 'vitest'))
}

installStryker()
const tests = `import { defineConfig } from 'vitest/config'
export default defineConfig({ test: { include: ['test/${area}/**/*.test.ts', 'test/${area}*.test.ts'], exclude: ['**/*.long.test.ts'], testTimeout: 60_000, maxWorkers: 1 } })
`
writeFileSync('vitest.mutants.config.ts', tests)
const config = {
  mutate: drawnLines(Number(values.lines), Number(values.seed)),
  mutator: { excludedMutations: ['StringLiteral'] },
  testRunner: 'vitest',
  plugins: [join(folder, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js')],
  vitest: { configFile: 'vitest.mutants.config.ts', related: false },
  ignorePatterns: ['results', 'dist', 'demo-output', '.stryker'],
  tempDirName: '.stryker',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 60,
  reporters: ['clear-text', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  jsonReporter: { fileName: join(folder, `${area}.json`) },
  checkers: [],
}
writeFileSync(join(folder, 'stryker.json'), JSON.stringify(config, null, 2))
const { status } = spawnSync(
  process.execPath,
  [join(folder, 'node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', join(folder, 'stryker.json')],
  { stdio: 'inherit' },
)
rmSync('vitest.mutants.config.ts', { force: true })
process.exitCode = status ?? 1
