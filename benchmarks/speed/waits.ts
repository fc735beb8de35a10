import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRng } from '../../src/random/rng.js'
import type { Bar } from '../support/bar.js'
import { runNode, runTask } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { inSeconds } from '../support/text-table.js'
import { median } from '../support/time.js'

/** Runs of what takes less than a second; everything else runs once. */
const rounds = 7
const adultRows = 32_561
const wide = { columns: 1500, rows: 60, groups: 5 }

/**
 * What people wait for, from start to end of the process, beside what they should wait on two cores that do nothing else. Bars of many rows shrink with
 * `rows`, which says little of less than 1,000,000, as start-up doesn't.
 */
export function waits(scratch: string, path: string, copula: string, rows: number): Bar[] {
  return [...starts(scratch), ...adult(scratch, path), ...samples(scratch, path, copula, rows), ...fits(scratch, copula, rows)]
}

/** Commands on a small table, beside Node's own start. */
function starts(scratch: string): Bar[] {
  const penguins = fileURLToPath(new URL('../../datasets/penguins.csv', import.meta.url))
  const output = ['-o', join(scratch, 'start.csv'), '--quiet']
  const commands: readonly (readonly [string, readonly string[], number])[] = [
    ['--version', ['--version'], 60],
    ['inspect penguins', ['inspect', penguins], 150],
    ['synth penguins -m gaussian-copula', ['synth', penguins, '-m', 'gaussian-copula', ...output], 250],
    ['synth penguins', ['synth', penguins, ...output], 600],
  ]
  const milliseconds = (args: readonly string[]): number =>
    1000 * median(Array.from({ length: rounds }, () => runNode(scratch, args).seconds))
  const node = milliseconds(['-e', '0'])
  return commands.map(([what, args, limit]) => {
    const value = milliseconds([commandLine, ...args])
    return { what, measured: `${(value / node).toFixed(1)} times node -e 0`, value, limit, sense: 'at most', unit: ' ms', digits: 0 }
  })
}

/** The default with its audit, and an evaluation of its rows. */
function adult(scratch: string, path: string): Bar[] {
  const output = join(scratch, 'adult-synthetic.csv')
  return [
    wait(scratch, `synth of ${adultRows.toLocaleString('en')} rows by default`, ['synth', path, '-o', output, '--quiet'], 3),
    wait(scratch, 'evaluate them, standard', ['evaluate', path, output, '--metrics', 'standard', '--quiet'], 15),
  ]
}

/** `rowsmith sample` of many rows to each format. */
function samples(scratch: string, path: string, copula: string, rows: number): Bar[] {
  const trees = join(scratch, 'waits-trees.model.json')
  runNode(scratch, [commandLine, 'fit', path, '--no-audit', '--seed', '1', '-o', trees, '--quiet'])
  const seconds = { csv: [4, 1.5], arrow: [4, 1], parquet: [4, 2.5] } as const
  return (['trees', 'the copula'] as const).flatMap((name, i) =>
    (['csv', 'arrow', 'parquet'] as const).map((format) => {
      const file = join(scratch, `rows.${format}`)
      const args = ['sample', i === 0 ? trees : copula, '-n', String(rows), '-o', file, '--seed', '1', '--quiet']
      const bar = wait(
        scratch,
        `sample ${rows.toLocaleString('en')} rows from ${name} to ${format}`,
        args,
        seconds[format][i] * (rows / 1e6),
      )
      rmSync(file)
      return bar
    }),
  )
}

/** Fits to many rows, to sequences and to many columns. */
function fits(scratch: string, copula: string, rows: number): Bar[] {
  const fitted = runTask<{ seconds: number }>(scratch, new URL('tree-task.ts', import.meta.url), [copula, String(rows)])
  const table = join(scratch, 'wide.csv')
  writeFileSync(table, wideTable())
  const size = `${wide.columns.toLocaleString('en')} columns x ${wide.rows} rows`
  return [
    bar(`fit trees to ${rows.toLocaleString('en')} rows in memory`, fitted.seconds, 12 * (rows / 1e6)),
    ...chain(scratch),
    ...['bayesian-network', 'mixture'].map((model) =>
      wait(scratch, `fit ${model} to ${size}`, ['fit', table, '-m', model, '-o', join(scratch, 'wide.model.json'), '--quiet'], 20),
    ),
  ]
}

/** Seasons of baseball players, where the folder of the benchmark's data holds them. */
function chain(scratch: string): Bar[] {
  const file = join(process.env.ROWSMITH_BENCH_DATA ?? '', 'baseball-fielding.csv.gz')
  if (!existsSync(file)) return []
  const { seconds, rows } = runTask<{ seconds: number; rows: number }>(scratch, new URL('chain-task.ts', import.meta.url), [file])
  return [bar(`fit markov-chain to ${rows.toLocaleString('en')} rows in memory, 2 threads`, seconds, 2)]
}

function wait(scratch: string, what: string, args: readonly string[], limit: number): Bar {
  const { seconds, cpuSeconds } = runNode(scratch, [commandLine, ...args])
  return { ...bar(what, seconds, limit), measured: `processor ${inSeconds(cpuSeconds)}` }
}

function bar(what: string, value: number, limit: number): Bar {
  return { what, measured: inSeconds(value), value, limit, sense: 'at most', unit: ' s' }
}

/** Numbers in groups that hang together, and every tenth column a word: expressions of genes, with as few people. */
function wideTable(): string {
  const rng = createRng(1)
  const normal = (): number => rng.uniform() + rng.uniform() + rng.uniform() + rng.uniform() - 2
  const factors = Array.from({ length: wide.groups }, () => Array.from({ length: wide.rows }, normal))
  const columns = Array.from({ length: wide.columns }, (_, j) => {
    const values = (factors[j % wide.groups] as number[]).map((factor) => factor + normal())
    return [`g${j}`, ...values.map((value) => (j % 10 === 9 ? (value > 0 ? 'yes' : 'no') : value.toFixed(3)))]
  })
  return Array.from({ length: wide.rows + 1 }, (_, row) => `${columns.map((cells) => cells[row]).join(',')}\n`).join('')
}
