/**
 * Where the processor time of the tests goes: `npm run test:times`, or `npm run test:times -- test/dp` for a folder. Runs the quick tests
 * (`--project long` for the long ones) and prints what the whole run cost, then the files and the single tests that cost most, in seconds of
 * processor time, which a busy machine changes less than the clock.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import { processorTime } from '../test/support/processor-time.js'

interface Line {
  readonly file: string
  readonly test?: string
  readonly part?: 'import' | 'all'
  readonly milliseconds: number
}

const lines = 'results/test-times.jsonl'
mkdirSync('results', { recursive: true })
rmSync(lines, { force: true })

const given = process.argv.slice(2)
const project = given.includes('--project') ? [] : ['--project', 'quick']
const started = Date.now()
const { status } = spawnSync('npx', ['vitest', 'run', ...project, ...given], {
  stdio: 'inherit',
  env: { ...process.env, TEST_TIMES: lines },
})
const clock = (Date.now() - started) / 1000

const records = readFileSync(lines, 'utf8')
  .trim()
  .split('\n')
  .map((line): Line => JSON.parse(line))
const inSeconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1).padStart(8)
const total = (part: Line['part']): number => records.filter((line) => line.part === part).reduce((sum, line) => sum + line.milliseconds, 0)
const place = ({ file, test = '' }: Line): string => `${relative('.', file)}${test && ` > ${test}`}`

function slowest(title: string, of: readonly Line[], count: number): void {
  console.log(`\n${title}`)
  const sorted = [...of].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, count)
  for (const line of sorted) console.log(`${inSeconds(line.milliseconds)}  ${place(line)}`)
}

console.log(`\n${clock.toFixed(0)} s by the clock; seconds of processor time:`)
console.log(`${inSeconds(processorTime())}  in all, with the build and what reads the files`)
console.log(`${inSeconds(total('all'))}  in the workers, of which ${inSeconds(total('import')).trim()} to import what they test`)
slowest(
  'Files',
  records.filter((line) => line.part === 'all'),
  40,
)
slowest(
  'Imports',
  records.filter((line) => line.part === 'import'),
  10,
)
slowest(
  'Tests',
  records.filter((line) => line.test !== undefined),
  60,
)
process.exitCode = status ?? 1
