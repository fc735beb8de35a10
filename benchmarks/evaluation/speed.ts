import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng } from '../../src/random/rng.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { holdoutFile, peersFolder, trainingFile } from '../quality/data.js'
import type { Bar } from '../support/bar.js'
import { type ChildRun, runNode } from '../support/child.js'
import { commandLine, library } from '../support/library.js'
import { inMegabytes, inSeconds, textTable } from '../support/text-table.js'

interface Run {
  readonly what: string
  readonly args: readonly string[]
  /** Processor seconds at most: twice the seconds that two cores may take, less a sixth for what one of them waits for the other. */
  readonly most: number
  readonly mostBytes?: number
}

/** How long sets of metrics take, from start to end of the process. Prints a table; returns the bars. */
export async function benchSpeed(): Promise<Bar[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-evaluation-'))
  try {
    const adult = [trainingFile('adult'), join(peersFolder(), 'adult', 'synthpop.csv.gz'), '--holdout', holdoutFile('adult')]
    const million = [await resampled(scratch, 1), await resampled(scratch, 2)]
    const wide = [await wideTable(scratch, 10_000, 1), await wideTable(scratch, 10_000, 2)]
    const runs: Run[] = [
      { what: 'standard, 24,421 x 15', args: [...adult, '--target', 'income', '--metrics', 'standard'], most: 100, mostBytes: 1.5e9 },
      { what: 'fast, 24,421 x 15', args: [...adult, '--metrics', 'fast'], most: 5 },
      { what: 'fast, 1,000,000 x 15', args: [...million, '--metrics', 'fast'], most: 60 },
      { what: 'pairwise, 10,000 x 100', args: [...wide, '--metrics', 'pairwise'], most: 100 },
    ]
    return timed(scratch, runs)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** How long 100 columns take, of so many real rows at most and so many synthetic ones. Prints a table; returns the bars, which are of 1,000,000 and 50,000. */
export async function benchWide(most: number, rows: number): Promise<Bar[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-evaluation-'))
  try {
    const [many, few, other] = [await wideTable(scratch, most, 1), await wideTable(scratch, rows, 2), await wideTable(scratch, rows, 3)]
    const count = (own: number) => own.toLocaleString('en')
    return timed(scratch, [
      { what: `fast, ${count(most)} x 100 beside ${count(rows)}`, args: [many, few, '--metrics', 'fast'], most: 60, mostBytes: 1.5e9 },
      { what: `standard, ${count(rows)} x 100`, args: [other, few, '--metrics', 'standard'], most: 120 },
    ])
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function timed(scratch: string, runs: readonly Run[]): Bar[] {
  const done = runs.map((run) => ({ ...run, ...runNode(scratch, [commandLine, 'evaluate', ...run.args, '--quiet']) }))
  console.log('\nFrom start to end of the process, reading included:\n')
  const cells = done.map(({ what, seconds, cpuSeconds, peakBytes }) => [
    what,
    inSeconds(seconds),
    inSeconds(cpuSeconds),
    inMegabytes(peakBytes),
  ])
  console.log(textTable(['what', 'time', 'processor time', 'memory'], cells))
  return done.flatMap(barsOf)
}

function barsOf({ what, most, mostBytes, seconds, cpuSeconds, peakBytes }: Run & ChildRun): Bar[] {
  const shared = { what, sense: 'at most' } as const
  const bars: Bar[] = [{ ...shared, measured: `${inSeconds(seconds)} on the clock`, value: cpuSeconds, limit: most, unit: ' s' }]
  if (mostBytes !== undefined) {
    bars.push({ ...shared, measured: 'memory', value: peakBytes / 1e6, limit: mostBytes / 1e6, unit: ' MB', digits: 0 })
  }
  return bars
}

/** A file of a million rows of Adult, drawn from a fitted copula. */
async function resampled(scratch: string, seed: number): Promise<string> {
  const { table, schema } = await library.readTable(trainingFile('adult'))
  const model = await library.fit(table, { schema, model: 'gaussian-copula', seed: 1 })
  const path = join(scratch, `million-${seed}.csv`)
  await library.writeTable(path, await library.sample(model, 1_000_000, { seed }), schema)
  return path
}

/** A file of so many rows of 100 columns, half of them numbers that go along with the one before, half levels. */
async function wideTable(scratch: string, rows: number, seed: number): Promise<string> {
  const rng = createRng(seed)
  const names = Array.from({ length: 100 }, (_, i) => `column ${i}`)
  const levels = ['a', 'b', 'c', 'd', 'e']
  const columns = names.map((name, i) =>
    i % 2 === 0 ? { name, kind: 'numeric' as const, decimals: 3 } : { name, kind: 'categorical' as const, levels },
  )
  const values = names.map((_, i) => (i % 2 === 0 ? new Float64Array(rows) : new Int32Array(rows)))
  for (let row = 0; row < rows; row++) {
    let before = 0
    values.forEach((own, i) => {
      if (i % 2 === 1) own[row] = Math.min(4, Math.max(0, Math.round(before + 2 * rng.uniform() + 1)))
      else own[row] = before = Math.round(1000 * (0.7 * before + rng.normal())) / 1000
    })
  }
  const path = join(scratch, `wide-${rows}-${seed}.csv`)
  const table = new library.Table(columns.map((column, i) => ({ ...column, values: values[i] })) as never, rows)
  await library.writeTable(path, table, parseSchema({ columns }))
  return path
}
