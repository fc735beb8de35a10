/** What the attacks detect in rows that leak on purpose, and how often they cry wolf. Runs alone, too: `tsx benchmarks/privacy/attacks.ts`. */
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
import { coarseOnly, type Known, type Leak, leaks, type Rows, type Source, sequenceLeaks, walks } from './leaks.js'

type Report = ReturnType<typeof library.attackTables>

/** Rows of each part, and people of each part of the sequences. */
export const size = 4000
const walkers = 1500
/** Divisions in which nothing leaks, of so many rows each: for the gate, for all attacks, and for all on sequences of so many people. */
const divisions = { count: 100, gateRows: 2000, rows: 600, people: 450, gateOnPeople: 600 }
const signs = { detected: '●', inconclusive: '?', 'not detected': '·' } as const

/** Attacks rows that leak in every way we know of; prints who finds what. Returns the bars. */
export async function attackPower(): Promise<Bar[]> {
  return withRealRows(async ({ known, title, secret }) => {
    console.log(
      `Attacks on ${size} rows, ${size} more held out; ${title}; secret: ${secret}. Sequences of ${walkers} people, ${walkers} more held out\n`,
    )
    const source = thirds(known, size, 1)
    const rows = await attackLeaks(leaks, (leak) => (leak.coarse ? coarseOnly(source) : source), secret)
    const sequences = await attackLeaks(sequenceLeaks, await walks(walkers, 1).then((own) => () => own), 'page')
    const all = [...rows, ...sequences]
    console.log(textTable(['planted', ...attackNames.map(([short]) => short), 'by'], all.map(powerRow)))
    console.log(
      `\n${Object.entries(signs)
        .map(([verdict, sign]) => `${sign} ${verdict}`)
        .join(', ')}; empty: the attack is not about such rows\n`,
    )
    for (const [short, title] of attackNames) console.log(`${short.padEnd(6)} ${title}`)
    return all.map(powerBar)
  })
}

/** Attacks rows that leak nothing, in a hundred divisions of real rows; returns how often somebody cries wolf. */
export async function attackAlarms(): Promise<Bar[]> {
  return withRealRows(({ known, secret }) => falseAlarms(known, secret))
}

interface RealRows {
  readonly known: Known
  readonly title: string
  readonly secret: string
}

async function withRealRows(use: (rows: RealRows) => Promise<Bar[]>): Promise<Bar[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-attacks-'))
  try {
    const { path, title } = await benchData(scratch)
    const known = await library.readTable(path)
    return await use({ known, title, secret: known.schema.columns.at(-1)?.name as string })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

const attackNames = library.attacks.map(({ name, title }) => [name.replace(/[^-]+/g, (word) => word.slice(0, 4)), title, name] as const)

interface Attempt {
  readonly leak: Leak
  readonly report: Report
  readonly seconds: number
}

async function attackLeaks(planted: readonly Leak[], sourceOf: (leak: Leak) => Source, secret: string): Promise<Attempt[]> {
  const nothing: Leak = { name: 'nothing', what: 'fresh rows', plant: ({ fresh }) => fresh }
  const attempts: Attempt[] = []
  for (const leak of [...planted, nothing]) {
    const { training, holdout, schema, ...rest } = sourceOf(leak)
    const synthetic = await leak.plant({ training, holdout, schema, ...rest })
    const start = performance.now()
    const report = library.attackTables({ training, holdout, synthetic, schema, secrets: [secret] })
    attempts.push({ leak, report, seconds: (performance.now() - start) / 1000 })
  }
  return attempts
}

function powerRow({ leak, report: { findings, unit }, seconds }: Attempt): string[] {
  const cells = attackNames.map(([, , name]) => {
    const verdicts = findings.filter(({ attack }) => attack === name).map(({ verdict }) => verdict)
    const strongest = (['detected', 'not detected', 'inconclusive'] as const).find((verdict) => verdicts.includes(verdict))
    return strongest ? signs[strongest] : ''
  })
  const first = findings.filter(({ verdict }) => verdict === 'detected').sort((a, b) => (a.p as number) - (b.p as number))[0]
  const most = first ? `${first.target}: ${percent(first.rate?.value)} / ${percent(first.control?.value)}` : ''
  return [`${leak.name} (${unit}s, ${seconds.toFixed(0)} s)`, ...cells, most]
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(100 * share).toFixed(1)} %`
}

function powerBar({ leak, report: { findings, unit } }: Attempt): Bar {
  const isNothing = leak.name === 'nothing'
  const fired = findings.filter(({ verdict, risk }) => verdict === 'detected' && (isNothing || risk === 'copies')).length
  return {
    what: isNothing ? `any attack on fresh ${unit}s` : `gate on ${leak.name}: ${leak.what}`,
    measured: fired > 0 ? 'fires' : 'silent',
    value: Math.min(1, fired),
    limit: isNothing ? 0 : 1,
    sense: isNothing ? 'at most' : 'at least',
    digits: 0,
  }
}

/** Training, holdout and fresh rows, so many each, in an order that the seed sets. */
export function thirds({ table, schema }: Known, rows: number, seed: number): Source {
  const rng = createRng(seed)
  const keys = Float64Array.from({ length: table.rows }, () => rng.uniform())
  const order = [...keys.keys()].sort((a, b) => (keys[a] as number) - (keys[b] as number))
  const [training, holdout, fresh] = [0, 1, 2].map((part) => table.take(order.slice(part * rows, (part + 1) * rows))) as [Rows, Rows, Rows]
  return { training, holdout, fresh, schema }
}

async function falseAlarms(known: Known, secret: string): Promise<Bar[]> {
  const gate = library.attacks.filter(({ risk }) => risk === 'copies').map(({ name }) => name)
  const { count, gateRows, rows, people, gateOnPeople } = divisions
  const byGate = await countAlarms((seed) => thirds(known, gateRows, 1000 + seed), secret, gate)
  const byAll = await countAlarms((seed) => thirds(known, rows, 1000 + seed), secret)
  const bySequences = await countAlarms((seed) => walks(people, 1000 + seed), 'page')
  const byGateOfSequences = await countAlarms((seed) => walks(people, 1000 + seed), 'page', gate, gateOnPeople)
  const bar = (what: string, measured: string, value: number, limit: number, times = count): Bar => ({
    ...{ what: `false alarms of ${what}`, measured: `${times} divisions of ${measured}`, value, limit },
    ...{ sense: 'at most', unit: ' %', digits: times > count ? 1 : 0 },
  })
  return [
    bar('the gate', `${gateRows} rows`, (100 * byGate.gate) / count, 1),
    bar('any attack', `${rows} rows`, (100 * byAll.any) / count, 5),
    bar('the gate among them', `${rows} rows`, (100 * byAll.gate) / count, 1),
    bar('any attack on sequences', `${people} people`, (100 * bySequences.any) / count, 5),
    // A hundred divisions tell 1 % from 2 % in three of four runs only.
    bar('the gate on sequences', `${people} people`, (100 * byGateOfSequences.gate) / gateOnPeople, 1, gateOnPeople),
  ]
}

async function countAlarms(
  sourceOf: (seed: number) => Source | Promise<Source>,
  secret: string,
  only?: readonly string[],
  count = divisions.count,
): Promise<{ readonly any: number; readonly gate: number }> {
  const fired = { any: 0, gate: 0 }
  for (let seed = 1; seed <= count; seed++) {
    const { fresh: synthetic, ...source } = await sourceOf(seed)
    const { findings } = library.attackTables({ ...source, synthetic, secrets: [secret], seed, ...(only ? { only } : {}) })
    const detected = findings.filter(({ verdict }) => verdict === 'detected')
    if (detected.length > 0) fired.any++
    if (detected.some(({ risk }) => risk === 'copies')) fired.gate++
  }
  return fired
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) await attackPower()
