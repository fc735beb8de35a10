/** What the attacks detect in rows that leak on purpose, and how often the gate cries wolf. Runs alone, too: `tsx benchmarks/privacy/attacks.ts`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import { createRng } from '../../src/random/rng.js'
import { benchData } from '../speed/data.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'

type Known = Awaited<ReturnType<typeof library.readTable>>
type Rows = Known['table']
type Report = ReturnType<typeof library.attackTables>

/** Rows of each part, of which so many leak where only some do. */
const size = 10_000
const leaked = 100
/** Other divisions of the rows, of so many each, in which nothing leaks: for the gate, and for all attacks. */
const gateDivisions = { count: 100, rows: 2000 }
const attackDivisions = { count: 20, rows: 600 }
/** Letters of what is attacked that there is room for. */
const mostLetters = 30
const closest = { fidelity: 'high', leaf: 1, trees: 1, bagging: 1, smoothing: false, boosting: false, extremes: true }

/** Attacks four kinds of synthetic rows; prints who finds what. Returns the bars. */
export async function attackPower(): Promise<Bar[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-attacks-'))
  try {
    const { path, title } = await benchData(scratch)
    const known = await library.readTable(path)
    const secret = known.schema.columns.at(-1)?.name as string
    console.log(`Attacks on ${size} rows, ${size} more held out; ${title}; secret: ${secret}\n`)
    const reports = await attackAll(known, secret)
    const names = Object.keys(reports)
    const all = Object.values(reports)
    console.log(textTable(['attack', ...names], verdictRows(all)))
    const bars = [...gateBars(reports), ...falseAlarms(known, secret)]
    return bars
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function attackAll({ table, schema }: Known, secret: string): Promise<Record<string, Report>> {
  const [training, holdout, fresh] = thirds(table, size, 1) as [Rows, Rows, Rows]
  const attack = (synthetic: Rows) => library.attackTables({ training, holdout, synthetic, schema, secrets: [secret] })
  const made = async (model: string, options: Record<string, unknown> = {}) =>
    attack(await library.sample(await library.fit(training, { schema, model, options }), size, { seed: 2 }))
  return {
    [`${leaked} outliers`]: attack(await withOutliers(training, fresh, schema)),
    bootstrap: await made('bootstrap'),
    'overfitted trees': await made('sequential-trees', closest),
    HALF: attack(fresh),
  }
}

/** Fresh rows, and among them the training rows that are least likely if columns had nothing to do with each other. */
async function withOutliers(training: Rows, fresh: Rows, schema: Known['schema']): Promise<Rows> {
  const density = await library.score(await library.fit(training, { schema, model: 'independent' }), training)
  const odd = [...density.keys()].sort((a, b) => (density[a] as number) - (density[b] as number)).slice(0, leaked)
  return library.concatTables([training.take(odd), fresh.slice(0, size - leaked)])
}

/** Three parts of so many rows each, in an order that the seed sets. */
function thirds(table: Rows, rows: number, seed: number): Rows[] {
  const rng = createRng(seed)
  const keys = Float64Array.from({ length: table.rows }, () => rng.uniform())
  const order = [...keys.keys()].sort((a, b) => (keys[a] as number) - (keys[b] as number))
  return [0, 1, 2].map((part) => table.take(order.slice(part * rows, (part + 1) * rows)))
}

function verdictRows(reports: readonly Report[]): string[][] {
  const trials = (reports[0] as Report).findings.map(({ title, target }, i) => {
    const cells = reports.map(({ findings }) => {
      const { verdict, rate, control } = findings[i] as Report['findings'][number]
      return rate && control ? `${verdict} (${percent(rate.value)} / ${percent(control.value)})` : verdict
    })
    return [`${title}: ${target.length > mostLetters ? `${target.slice(0, mostLetters)}…` : target}`, ...cells]
  })
  const alarms = reports.map(({ alarms: [alarm] }) => `${alarm?.raised ? 'raised' : 'silent'} (${percent(alarm?.value?.value ?? 0)})`)
  return [...trials, ['alarm: nearer to training rows', ...alarms]]
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function gateBars(reports: Record<string, Report>): Bar[] {
  return Object.entries(reports).map(([name, { findings }]) => {
    const fires = findings.filter(({ attack, verdict }) => attack === 'copies' && verdict === 'detected').length
    const quiet = name === 'HALF'
    return {
      what: `gate on ${name}`,
      measured: fires > 0 ? 'fires' : 'silent',
      value: Math.min(1, fires),
      limit: quiet ? 0 : 1,
      sense: quiet ? 'at most' : 'at least',
      digits: 0,
    }
  })
}

function falseAlarms({ table, schema }: Known, secret: string): Bar[] {
  const alarms = (count: number, rows: number, only?: readonly string[]): number => {
    let fired = 0
    for (let seed = 1; seed <= count; seed++) {
      const [training, holdout, synthetic] = thirds(table, rows, 1000 + seed) as [Rows, Rows, Rows]
      const { findings } = library.attackTables({
        training,
        holdout,
        synthetic,
        schema,
        secrets: [secret],
        seed,
        ...(only ? { only } : {}),
      })
      if (findings.some(({ verdict }) => verdict === 'detected')) fired++
    }
    return fired
  }
  const [gate, all] = [alarms(gateDivisions.count, gateDivisions.rows, ['copies']), alarms(attackDivisions.count, attackDivisions.rows)]
  return [
    {
      what: 'false alarms of the gate',
      measured: `${gateDivisions.count} divisions of ${gateDivisions.rows} rows`,
      value: (100 * gate) / gateDivisions.count,
      limit: 5,
      sense: 'at most',
      unit: ' %',
      digits: 0,
    },
    // 5 % of 20 is 1; four or more have a chance of 1.6 %.
    {
      what: 'false alarms of any attack',
      measured: `${attackDivisions.count} divisions of ${attackDivisions.rows} rows`,
      value: all,
      limit: 3,
      sense: 'at most',
      digits: 0,
    },
  ]
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) await attackPower()
