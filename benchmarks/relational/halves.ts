import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bar } from '../support/bar.js'
import { commandLine } from '../support/library.js'

const columns = ['cardinality', 'counts', '1-hop', '2-hop', 'siblings', 'AUC parents', 'AUC children', 'AUC rows', 'integrity'] as const
type Scores = Partial<Readonly<Record<string, number>>>

/** Tables that are public lists, written as they are. */
const lookups: Readonly<Record<string, string>> = { berka: 'district', 'berka-small': 'district' }
/** Columns that the halves hold as levels, although they look like numbers or texts. */
const levels: Readonly<Record<string, string>> = {
  berka: 'district.A2',
  'berka-small': 'district.A2',
  movielens: [
    ...['movie.year', 'movie.isEnglish', 'movie.country', 'movie.runningtime', 'actor.a_gender', 'actor.a_quality'],
    ...['director.d_quality', 'director.avg_revenue', 'movie2actor.cast_num', 'movie2director.genre'],
  ].join(),
}
/** How far below what real rows reach a score may be, and areas that it may not exceed. */
const belowReal = { cardinality: 0.02, counts: 0.01, '1-hop': 0.02, '2-hop': 0.02 } as const
const own: Readonly<Record<string, { readonly parents: number; readonly children: number; readonly siblings: (real: number) => number }>> =
  {
    berka: { parents: 0.55, children: 0.56, siblings: (real) => real - 0.05 },
    movielens: { parents: 0.58, children: 0.56, siblings: (real) => real - 0.05 },
    baseball: { parents: 0.8, children: 0.62, siblings: () => 0.91 },
  }

/** Where the halves of databases are made, by which makers they are learned, and how often. */
export interface HalvesOptions {
  readonly data: string
  readonly out: string
  readonly names: readonly string[]
  readonly makers: readonly string[]
  readonly seeds: number
}

/** Halves of real databases, each learned by every maker and judged beside the other; prints the scores, mean over seeds. */
export function judgeHalves({ data, out, names, makers, seeds }: HalvesOptions): Bar[] {
  mkdirSync(out, { recursive: true })
  run(python('results/python'), [place('halves.py'), '--data', join(data, 'relational'), '--out', out, ...names])
  printHeader()
  return names.flatMap((name) => judge(join(out, name), makers, seeds))
}

/** Prints the scores of a folder of CSV files that anybody made, beside the half that nobody learned. */
export function judgeFolder(halves: string, made: string, lookup: string): void {
  printHeader()
  const [scores] = scoresOf(halves, [made], lookup)
  print(basename(halves), basename(made), scores, 0)
}

function judge(folder: string, makers: readonly string[], seeds: number): Bar[] {
  const name = basename(folder)
  const lookup = lookups[name] ?? ''
  const [real] = scoresOf(folder, [join(folder, 'train')], lookup)
  print(name, 'real half', real, 0)
  const bars: Bar[] = []
  for (const maker of makers) {
    const made = Array.from({ length: seeds }, (_, i) => join(folder, `${maker}-${i + 1}`))
    const start = performance.now()
    for (const [i, to] of made.entries()) {
      if (maker === 'hma') makeByHma(folder, to, i + 1)
      else
        run(process.execPath, [
          ...[commandLine, 'synth', join(folder, 'train'), '-o', to, '--seed', String(i + 1), '-q'],
          ...(lookup ? ['--lookup', lookup] : []),
        ])
    }
    const seconds = (performance.now() - start) / 1000 / made.length
    const scores = meanOf(scoresOf(folder, made, lookup))
    print(name, maker, scores, seconds)
    if (maker === 'rowsmith') bars.push(...barsOf(name, scores, real ?? {}))
  }
  return bars
}

function barsOf(name: string, scores: Scores, real: Scores): Bar[] {
  const bar = own[name]
  if (!bar) return []
  const limits: [string, number, Bar['sense']][] = [
    ...Object.entries(belowReal).map(
      ([metric, below]) => [metric, (real[metric] ?? 0) - below, 'at least'] as [string, number, Bar['sense']],
    ),
    ['siblings', bar.siblings(real.siblings ?? 1), 'at least'],
    ['AUC parents', bar.parents, 'at most'],
    ['AUC children', bar.children, 'at most'],
    ['integrity', 1, 'at least'],
  ]
  return limits.flatMap(([metric, limit, sense]): Bar[] => {
    const value = scores[metric]
    if (value === undefined) return []
    const measured = `real half ${real[metric]?.toFixed(4) ?? '–'}`
    return [{ what: `${name}: ${metric}`, measured, value, limit: Number(limit.toFixed(4)), sense, digits: 4 }]
  })
}

function makeByHma(folder: string, made: string, seed: number): void {
  const [train, metadata] = [join(folder, 'train'), join(folder, 'metadata.json')]
  run(process.execPath, [commandLine, 'schema', train, '--to', 'sdv', '-o', metadata])
  const hma = place('../peers/sdv_hma.py')
  run(python('results/peers/sdv'), [hma, '--train', train, '--metadata', metadata, '--out', made, '--seed', String(seed)])
}

/** The scores of folders against the half that nobody learned. */
function scoresOf(halves: string, made: readonly string[], lookup: string): Scores[] {
  const schema = `${halves}.schema.json`
  run(process.execPath, [commandLine, 'schema', join(halves, 'train'), '-o', schema])
  const args = [
    place('score.py'),
    ...made,
    '--schema',
    schema,
    '--holdout',
    join(halves, 'holdout'),
    '--lookup',
    lookup,
    '--levels',
    levels[basename(halves)] ?? '',
  ]
  const { status, stdout, error } = spawnSync(python('results/python'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  if (error) throw error
  if (status !== 0) throw new Error(`score.py: left with ${status}`)
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Scores)
}

function meanOf(scores: readonly Scores[]): Scores {
  return Object.fromEntries(
    columns.flatMap((metric) => {
      const known = scores.flatMap((each) => each[metric] ?? [])
      return known.length === 0 ? [] : [[metric, known.reduce((a, b) => a + b, 0) / known.length]]
    }),
  )
}

function printHeader(): void {
  console.log(['database'.padEnd(14), 'made by'.padEnd(10), 'seconds', ...columns.map((name) => name.padStart(12))].join(' '))
}

function print(name: string, maker: string, scores: Scores | undefined, seconds: number): void {
  const cells = columns.map((metric) => (scores?.[metric]?.toFixed(3) ?? '–').padStart(12))
  console.log([name.padEnd(14), maker.padEnd(10), seconds.toFixed(0).padStart(7), ...cells].join(' '))
}

function place(script: string): string {
  return fileURLToPath(new URL(script, import.meta.url))
}

function python(environment: string): string {
  const known = fileURLToPath(new URL(`../../${environment}/bin/python`, import.meta.url))
  return process.env.ROWSMITH_PYTHON ?? (existsSync(known) ? known : 'python3')
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 3).join(' ')} ...: left with ${status}`)
}
