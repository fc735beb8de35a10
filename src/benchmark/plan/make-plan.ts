import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { selectMetrics } from '../../evaluate/metrics/select.js'
import { baselines } from './baselines.js'
import { cellKey, hashOf, hashOfDataset, hashOfSynthesizer } from './key.js'
import { synthesizerName } from './parse-suite.js'
import type { PlannedCell, PlannedDataset, PlannedSynthesizer } from './plan.js'
import { filled } from './plan.js'
import type { DatasetEntry, Suite, SynthesizerEntry } from './suite.js'

export interface Plan {
  readonly cells: readonly PlannedCell[]
  /** Datasets that can't be had, with the reason. */
  readonly faults: readonly string[]
  /** Datasets that were left out because the environment doesn't say where they are. */
  readonly skipped: readonly string[]
}

/** Every cell of a suite by the name of its content, seed by seed, so that early results are of all datasets and synthesizers. */
export async function makePlan(suite: Suite, { suiteFolder, results }: { suiteFolder: string; results: string }): Promise<Plan> {
  const metrics = selectMetrics(suite.metrics)
  const [faults, skipped]: [string[], string[]] = [[], []]
  const datasets: { planned: PlannedDataset; hash: string }[] = []
  for (const entry of suite.datasets) {
    const found = await findDataset(entry, suiteFolder, results)
    if ('skipped' in found) skipped.push(found.skipped)
    else if ('fault' in found) faults.push(found.fault)
    else datasets.push({ planned: found, hash: await hashOfDataset(found) })
  }
  const synthesizers = await Promise.all(
    [...baselines.map((name): SynthesizerEntry => ({ name })), ...suite.synthesizers].map(async (entry) => {
      const planned = planSynthesizer(entry, suiteFolder)
      return { planned, hash: await hashOfSynthesizer(planned), only: entry.datasets }
    }),
  )
  const cells = suite.seeds.flatMap((seed) =>
    datasets.flatMap(({ planned: dataset, hash }) =>
      synthesizers
        .filter(({ only }) => !only || only.includes(dataset.name))
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

async function findDataset(
  { name, train, test, schema, generate, ...reading }: DatasetEntry,
  suiteFolder: string,
  results: string,
): Promise<PlannedDataset | { skipped: string } | { fault: string }> {
  if (generate) return { name, ...reading, train: join(results, 'data', `${hashOf(generate)}.csv`), test: null, generate } as PlannedDataset
  const paths: (string | undefined)[] = []
  for (const path of [train, test, schema]) {
    const { text, missing } = filled(path ?? '', process.env)
    if (missing.length > 0) return { skipped: `${name}: left out; set ${missing.join(' and ')} to the folder that holds its files` }
    const found = text === '' ? undefined : resolve(suiteFolder, text)
    if (found !== undefined && !(await isFile(found))) return { fault: `${name}: there is no file ${found}; check the name` }
    paths.push(found)
  }
  const [training, held, known] = paths
  return { name, ...reading, train: training as string, test: held ?? null, ...(known && { schema: known }) } as PlannedDataset
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
  if ((baselines as readonly string[]).includes(name)) return { kind: 'baseline', name }
  if (command !== undefined) return { kind: published ? 'published' : 'command', name, command, folder, version }
  return { kind: 'model', name, model: model ?? name, options, audit, ...(privacy && { privacy }) } as PlannedSynthesizer
}
