/**
 * Makes halves of real databases, has every synthesizer learn one and judges what it makes beside the other; mean over seeds.
 *
 *     ROWSMITH_BENCH_DATA=<folder with relational/berka and so on> npm run bench:relational -- berka-small baseball-small --seeds 3 --made rowsmith,hma
 *     npm run bench:relational -- --score <folder with train/ and holdout/> <synthetic folder>
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { commandLine, library } from '../support/library.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '3' },
    made: { type: 'string', default: 'rowsmith' },
    score: { type: 'boolean', default: false },
    out: { type: 'string', default: fileURLToPath(new URL('../../results/relational', import.meta.url)) },
  },
})
const columns = ['cardinality', 'counts', '1-hop', '2-hop', 'siblings', 'c2st-agg', 'c2st-join', 'c2st-row', 'fk-integrity'] as const
const place = (script: string) => fileURLToPath(new URL(script, import.meta.url))

console.log(
  ['database'.padEnd(16), 'made by'.padEnd(10), 'seconds', ...columns.map((name) => name.replace('c2st-', 'AUC ').padStart(12))].join(' '),
)
if (values.score) {
  const [halves = '', made = ''] = positionals
  print(halves, made, [await scoresOf(halves, made)], 0)
} else {
  const names = positionals.length > 0 ? positionals : ['berka', 'movielens', 'baseball']
  const data = process.env.ROWSMITH_BENCH_DATA
  if (!data) throw new Error('benchmarks: set ROWSMITH_BENCH_DATA to the folder that holds relational/berka, relational/baseball and so on')
  run(python('results/python'), [place('halves.py'), '--data', join(data, 'relational'), '--out', values.out, ...names])
  for (const name of names) await judge(name)
}

async function judge(name: string): Promise<void> {
  const folder = join(values.out, name)
  print(name, 'real half', [await scoresOf(folder, join(folder, 'train'))], 0)
  for (const maker of values.made.split(',')) {
    const scores: Scores[] = []
    let seconds = 0
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      const start = performance.now()
      const made = join(folder, `${maker}-${seed}`)
      if (maker === 'hma') makeByHma(folder, made, seed)
      else run(process.execPath, [commandLine, 'synth', join(folder, 'train'), '-o', made, '--seed', String(seed), '-q'])
      seconds += (performance.now() - start) / 1000
      scores.push(await scoresOf(folder, made))
    }
    print(name, maker, scores, seconds / scores.length)
  }
}

function makeByHma(folder: string, made: string, seed: number): void {
  const [train, metadata] = [join(folder, 'train'), join(folder, 'metadata.json')]
  run(process.execPath, [commandLine, 'schema', train, '--to', 'sdv', '-o', metadata])
  run(python('results/peers/sdv'), [
    place('../peers/sdv_hma.py'),
    '--train',
    train,
    '--metadata',
    metadata,
    '--out',
    made,
    '--seed',
    String(seed),
  ])
}

type Scores = Readonly<Record<string, number>>

/** The scores of a folder against the half that nobody learned; AUCs where trees tell apart. */
async function scoresOf(halves: string, made: string): Promise<Scores> {
  const { database, schema } = await library.readDatabase(join(halves, 'train'))
  const read = async (folder: string) => (await library.readDatabase(folder, { schema, compared: true })).database
  const { scores } = await library.evaluateDatabase(database, await read(made), {
    schema,
    holdout: await read(join(halves, 'holdout')),
    metrics: false,
  })
  return Object.fromEntries(scores.map(({ metric, value, area }) => [metric, area ?? value]))
}

function print(name: string, maker: string, scores: readonly Scores[], seconds: number): void {
  const mean = (metric: string): string => {
    const known = scores.flatMap((own) => own[metric] ?? [])
    return known.length === 0 ? '–' : (known.reduce((a, b) => a + b, 0) / known.length).toFixed(3)
  }
  console.log(
    [name.padEnd(16), maker.padEnd(10), seconds.toFixed(0).padStart(7), ...columns.map((metric) => mean(metric).padStart(12))].join(' '),
  )
}

function python(environment: string): string {
  const own = fileURLToPath(new URL(`../../${environment}/bin/python`, import.meta.url))
  return process.env.ROWSMITH_PYTHON ?? (existsSync(own) ? own : 'python3')
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 3).join(' ')} ...: left with ${status}`)
}
