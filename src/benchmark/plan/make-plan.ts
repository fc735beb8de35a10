import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { selectMetrics } from '../../evaluate/metrics/select.js'
import { isFolder } from '../../io/files.js'
import { baselines, databaseBaselines } from './baselines.js'
import { cellKey, hashOf, hashOfDataset, hashOfSynthesizer } from './key.js'
import { synthesizerName } from './parse-suite.js'
import type { PlannedCell, PlannedDataset, PlannedSynthesizer } from './plan.js'
import { databaseModel, filled } from './plan.js'
import type { DatasetEntry, Suite, SynthesizerEntry } from './suite.js'

const allBaselines: readonly string[] = [...new Set([...baselines, ...databaseBaselines])]

export interface BenchmarkPlan {
  readonly cells: readonly PlannedCell[]
  /** Datasets that can't be had, with the reason. */
  readonly faults: readonly string[]
  /** Datasets that were left out because the environment doesn't say where they are, and synthesizers that aren't installed. */
  readonly skipped: readonly string[]
}

/** Every cell of a suite by the name of its content, seed by seed, so that early results are of all datasets and synthesizers. */
export async function makePlan(suite: Suite, { suiteFolder, results }: { suiteFolder: string; results: string }): Promise<BenchmarkPlan> {
  const metrics = selectMetrics(suite.metrics)
  const [faults, skipped]: [string[], string[]] = [[], []]
  const datasets: { planned: PlannedDataset; hash: string }[] = []
  for (const entry of suite.datasets) {
    const found = await findDataset(entry, suiteFolder, results)
    if ('skipped' in found) skipped.push(found.skipped)
    else if ('fault' in found) faults.push(found.fault)
    else datasets.push({ planned: found, hash: await hashOfDataset(found) })
  }
  const present = suite.synthesizers.filter((entry) => {
    const lacking = lackedBy(entry, suiteFolder)
    if (lacking !== null) skipped.push(`${synthesizerName(entry)}: left out; there is no ${lacking}, which it needs`)
    return lacking === null
  })
  const synthesizers = await Promise.all(
    [...allBaselines.map((name): SynthesizerEntry => ({ name })), ...present].map(async (entry) => {
      const planned = planSynthesizer(entry, suiteFolder)
      return { planned, hash: await hashOfSynthesizer(planned), only: entry.datasets }
    }),
  )
  const cells = suite.seeds.flatMap((seed) =>
    datasets.flatMap(({ planned: dataset, hash }) =>
      synthesizers
        .filter(({ planned, only }) => canLearn(planned, dataset) && (!only || only.includes(dataset.name)))
        .map(
          ({ planned: synthesizer, hash: of }): PlannedCell => ({
            key: cellKey(hash, of, seed, { metrics, attacks: suite.attacks }),
            dataset,
            synthesizer,
            seed,
          }),
        ),
    ),
  )
  return { cells, faults, skipped }
}

/** Single tables and databases have models and baselines of their own; a command has to know. */
function canLearn(synthesizer: PlannedSynthesizer, { database }: PlannedDataset): boolean {
  if (synthesizer.kind === 'model') return (synthesizer.model === databaseModel) === (database === true)
  const known: readonly string[] = database ? databaseBaselines : baselines
  return synthesizer.kind !== 'baseline' || known.includes(synthesizer.name)
}

/** The file that a synthesizer needs and that isn't there; null where nothing lacks. */
function lackedBy({ requires }: SynthesizerEntry, suiteFolder: string): string | null {
  if (requires === undefined) return null
  const { text, missing } = filled(requires, process.env)
  if (missing.length > 0) return missing.join(', ')
  return existsSync(resolve(suiteFolder, text)) ? null : text
}

async function findDataset(
  { name, train, database, test, schema, generate, ...reading }: DatasetEntry,
  suiteFolder: string,
  results: string,
): Promise<PlannedDataset | { skipped: string } | { fault: string }> {
  if (generate) return { name, ...reading, train: join(results, 'data', `${hashOf(generate)}.csv`), test: null, generate } as PlannedDataset
  const paths: (string | undefined)[] = []
  for (const path of [train ?? database, test, schema]) {
    const { text, missing } = filled(path ?? '', process.env)
    if (missing.length > 0) return { skipped: `${name}: left out; set ${missing.join(' and ')} to the folder that holds its files` }
    const found = text === '' ? undefined : resolve(suiteFolder, text)
    const isThere = found === undefined || (await isFile(found)) || (path === database && (await isFolder(found)))
    if (!isThere) return { fault: `${name}: there is no file ${found}; check the name` }
    paths.push(found)
  }
  const [training, held, known] = paths
  const found = { train: training as string, test: held ?? null, ...(known && { schema: known }), ...(database && { database: true }) }
  return { name, ...reading, ...found } as PlannedDataset
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

function planSynthesizer(entry: SynthesizerEntry, folder: string): PlannedSynthesizer {
  const { model, command, options = {}, audit = true, privacy, version = null, published = false } = entry
  const name = synthesizerName(entry)
  if (allBaselines.includes(name)) return { kind: 'baseline', name }
  if (command !== undefined) return { kind: published ? 'published' : 'command', name, command, folder, version }
  return { kind: 'model', name, model: model ?? name, options, audit, ...(privacy && { privacy }) } as PlannedSynthesizer
}
