import { type Bar, barCells, barHeader } from '../support/bar.js'
import { textTable } from '../support/text-table.js'
import type { QualityData } from './data.js'
import { holdoutScore, peerScores, type Score } from './score.js'

/** The scores of one model on one table, one a seed. */
export interface ModelScores {
  readonly data: string
  readonly model: string
  readonly scores: readonly Score[]
}

/** Scores shown, with the digits that score.py gives them. */
const shown = {
  shape: 2,
  trend: 2,
  bi: 2,
  null: 2,
  lr_c2st: 3,
  c2st_train: 3,
  c2st_holdout: 3,
  tstr: 3,
  trtr: 3,
  dcr_share: 1,
  match_train: 2,
  match_holdout: 2,
} as const

/** What is expected of a model on a table: the mean over seeds against a limit. */
const expected = [
  { data: 'adult', model: 'gaussian-copula', name: 'shape', sense: 'at most', limit: 0.8 },
  { data: 'adult', model: 'gaussian-copula', name: 'bi', sense: 'at least', limit: 95 },
  { data: 'adult', model: 'gaussian-copula', name: 'tstr', sense: 'at least', limit: 0.875 },
  { data: 'adult', model: 'gaussian-copula', name: 'null', sense: 'at most', limit: 0 },
] as const

/** One table: our models with mean ± standard deviation over seeds, the real holdout, and what other synthesizers got. */
export function scoreTable(data: QualityData, ours: readonly ModelScores[], quick: boolean): string {
  const names = Object.entries(shown)
  const own = ours.map(({ model, scores }) => [
    `**${model}**`,
    ...names.map(([name, digits]) => meanAndSpread(values(scores, name), digits)),
  ])
  const published = peerScores(data.name)
  const others = published.length > 0 ? published : [{ synthesizer: 'val', score: holdoutScore(data, quick) }]
  const peers = others.map(({ synthesizer, score }) => [
    synthesizer === 'val' ? '(real holdout)' : synthesizer,
    ...names.map(([name, digits]) => meanAndSpread(values([score], name), digits)),
  ])
  return textTable([data.name, ...names.map(([name]) => name)], [...own, ...peers])
}

export function barsOf(all: readonly ModelScores[]): Bar[] {
  return expected.flatMap(({ data, model, name, sense, limit }) => {
    const scores = all.find((one) => one.data === data && one.model === model)?.scores
    if (!scores) return []
    const found = values(scores, name)
    return [
      {
        what: `${model} on ${data}: ${name}`,
        measured: meanAndSpread(found, shown[name]),
        value: mean(found),
        limit,
        sense,
        digits: shown[name],
      },
    ]
  })
}

export function barTable(bars: readonly Bar[]): string {
  return textTable(barHeader, bars.map(barCells))
}

function values(scores: readonly Score[], name: string): number[] {
  return scores.flatMap((score) => score[name] ?? [])
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

function meanAndSpread(numbers: readonly number[], digits: number): string {
  if (numbers.length === 0) return ''
  const centre = mean(numbers)
  if (numbers.length === 1) return centre.toFixed(digits)
  const squares = numbers.reduce((sum, number) => sum + (number - centre) ** 2, 0)
  return `${centre.toFixed(digits)} ± ${Math.sqrt(squares / (numbers.length - 1)).toFixed(digits)}`
}
