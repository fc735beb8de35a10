import type { CellRecord } from '../run/record.js'

const header = ['dataset', 'synthesizer', 'kind', 'seed', 'outcome', 'reason', 'metric', 'level', 'value', 'skill', 'floor', 'ceiling']

/** All results as CSV, a line for each score of each cell; what a cell cost stands among its scores, with the level `cost`. */
export function resultsCsv(cells: readonly CellRecord[]): string {
  const lines = cells.flatMap((cell) => {
    const { dataset, synthesizer, kind, seed, outcome, reason, scores } = cell
    const start = [dataset, synthesizer, kind, seed, outcome, reason]
    const costs = costsOf(cell).map(([name, value]) => [...start, name, 'cost', value, null, null, null])
    const judged = scores.map(({ metric, level, value, skill, floor, ceiling }) => [...start, metric, level, value, skill, floor, ceiling])
    return [...costs, ...judged]
  })
  return `${[header, ...lines].map((cells) => cells.map(cellText).join(',')).join('\n')}\n`
}

function costsOf({ seconds, peakBytes, modelBytes, closeness }: CellRecord): [string, number | null][] {
  const { fit, sample, make, evaluate } = seconds
  return [
    ['fit-seconds', fit],
    ['sample-seconds', sample],
    ['make-seconds', make],
    ['evaluate-seconds', evaluate],
    ['peak-bytes', peakBytes],
    ['model-bytes', modelBytes],
    ['copied', closeness?.copied ?? null],
    ['matches-training', closeness?.matchesTraining ?? null],
    ['matches-holdout', closeness?.matchesHoldout ?? null],
  ]
}

function cellText(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
