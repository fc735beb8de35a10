import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { createRng } from '../../src/random/rng.js'
import type { Bar } from '../support/bar.js'
import { runNode } from '../support/child.js'
import { median } from '../support/time.js'

/** The commit whose inference ours is held against: before columns meant more than kinds. */
const before = '32ca656'
const repository = fileURLToPath(new URL('../..', import.meta.url))
const wideColumns = 100
/** Inferences in a process by which its code is compiled. */
const warming = 3

/**
 * What it takes to infer a schema from a table in memory, beside the same of the code of an earlier commit: processor time of all threads of a process that
 * does it for the first time, as commands do, and again; the two in turn.
 */
export async function inference(scratch: string, path: string, rows: number): Promise<Bar[]> {
  const folder = join(scratch, 'inference')
  const sources = { before: join(folder, 'before'), now: repository }
  mkdirSync(sources.before, { recursive: true })
  const archive = execFileSync('git', ['archive', before, 'src'], { cwd: repository, maxBuffer: 2 ** 28 })
  execFileSync('tar', ['-x', '-C', sources.before], { input: archive })
  symlinkSync(join(repository, 'node_modules'), join(sources.before, 'node_modules'))
  await Promise.all((['before', 'now'] as const).map((name) => bundle(sources[name], join(folder, `${name}.mjs`))))
  const table = join(folder, 'wide.csv')
  writeFileSync(table, wideTable(rows))
  return [
    ...measured(folder, 'the table', path, { rounds: 9, times: 8 }),
    ...measured(folder, `${rows.toLocaleString('en')} rows x ${wideColumns} columns`, table, { rounds: 3, times: 1 }),
  ]
}

/** Reading and inference of a source tree, and what times one. */
async function bundle(source: string, outfile: string): Promise<void> {
  const infer = ['src/table/inference/infer.ts', 'src/table/infer.ts'].find((path) => existsSync(join(source, path)))
  const contents = `
    import { readFileSync } from 'node:fs'
    import { readBytes } from './src/io/read.ts'
    import { inferSchema } from './${infer}'
    const bytes = readFileSync(process.argv[2])
    const pieces = function* () { for (let i = 0; i < bytes.length; i += 1 << 20) yield bytes.subarray(i, i + (1 << 20)) }
    const { raw, facts } = await readBytes((async function* () { yield* pieces() })(), {})
    // What reading has left to be compiled on other threads is done by then.
    await new Promise((resolve) => setTimeout(resolve, 100))
    const seconds = []
    for (let time = 0; time < Number(process.argv[3]); time++) {
      const from = process.cpuUsage()
      const { schema } = inferSchema(raw, { dialect: facts.dialect })
      const { user, system } = process.cpuUsage(from)
      if (schema.columns.length !== raw.columns.length) throw new Error('columns were split')
      seconds.push((user + system) / 1e6)
    }
    console.log(JSON.stringify(seconds))`
  await build({
    stdin: { contents, resolveDir: source, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  })
}

/** Bars of the first inference in a process, and of later ones, when all is compiled, where a process does several. */
function measured(folder: string, what: string, path: string, { rounds, times }: { rounds: number; times: number }): Bar[] {
  const seconds = { before: [] as number[][], now: [] as number[][] }
  for (let round = 0; round < rounds; round++) {
    for (const name of ['before', 'now'] as const) {
      const { stdout } = runNode(folder, ['--max-old-space-size=4096', join(folder, `${name}.mjs`), path, String(times)])
      seconds[name].push(JSON.parse(stdout) as number[])
    }
  }
  const bar = (when: string, of: (all: readonly number[]) => readonly number[]): Bar => {
    const [now, then] = [median(seconds.now.flatMap(of)), median(seconds.before.flatMap(of))]
    const inMilliseconds = (value: number): string => `${Math.round(1000 * value)} ms`
    return {
      what: `inference on ${what}, ${when}, beside that of ${before}`,
      measured: `${inMilliseconds(now)} / ${inMilliseconds(then)}`,
      value: now / then,
      limit: 1.3,
      sense: 'at most',
    }
  }
  const first = bar('first in a process', (all) => all.slice(0, 1))
  return times > warming ? [first, bar('again', (all) => all.slice(warming))] : [first]
}

/** A table of ten kinds of columns, as often as there is room: counts, measures of several digits, levels, dates, yes and no, codes. */
function wideTable(rows: number): string {
  const rng = createRng(1)
  const below = (n: number): number => Math.floor(rng.uniform() * n)
  const two = (n: number): string => String(n).padStart(2, '0')
  const kinds: readonly (() => string | number)[] = [
    () => below(1_000_000),
    () => (rng.uniform() * 6 - 3).toFixed(3),
    () => ['a', 'b', 'c', 'dd'][below(4)] as string,
    () => rng.uniform() * 200 - 100,
    () => `2020-${two(1 + below(12))}-${two(1 + below(28))}`,
    () => below(10),
    () => (below(3) === 0 ? 'yes' : 'no'),
    () => (rng.uniform() * 100).toFixed(2),
    () => `K-${10_000 + below(90_000)}`,
    () => (below(20) === 0 ? 1 : 0),
  ]
  const columns = Array.from({ length: wideColumns }, (_, i) => kinds[i % kinds.length] as () => string | number)
  const lines = [columns.map((_, i) => `c${i}`).join(',')]
  for (let row = 0; row < rows; row++) lines.push(columns.map((cell) => cell()).join(','))
  return `${lines.join('\n')}\n`
}
