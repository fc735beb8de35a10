import type { Comparison, Evaluation, ScoreEntry } from '../../../evaluate/evaluation.js'
import { formatNumberOf, letterOf } from '../../format.js'
import { entryFor } from '../../readings.js'
import { type Markup, markup, nameOf } from './markup.js'

/** One synthetic table as the page shows it. */
export interface ReportView {
  readonly evaluation: Evaluation
  /** `A`, `B`, ...; empty where there is only one. */
  readonly letter: string
  readonly name: string
  /** Of its marks. */
  readonly colour: string
  /** Of its lines: colours alone don't tell everybody. */
  readonly dash: string
}

/** Tables that a chart can tell apart; further ones are in the tables of numbers only. */
const mostDrawn = 6
const dashes = ['none', '5 2.5', '1.5 2.5', '8 2 1.5 2', '3 1.5', '10 3'] as const

export function tableViews(evaluation: Evaluation | Comparison | null): ReportView[] {
  if (evaluation === null) return []
  const evaluations = evaluation.format === 'rowsmith-comparison' ? evaluation.evaluations : [evaluation]
  return evaluations.map((evaluation, index) => ({
    evaluation,
    letter: evaluations.length === 1 ? '' : letterOf(index),
    name: calledBy(evaluations)[index],
    colour: `var(--t${(index % mostDrawn) + 1})`,
    dash: dashes[index % mostDrawn] as string,
  }))
}

/** The names of files without their folders, unless two are then alike. */
function calledBy(evaluations: readonly Evaluation[]): string[] {
  const names = evaluations.map(({ name }) => name ?? 'synthetic rows')
  const short = names.map((name) => name.split(/[\\/]/).at(-1) || name)
  return short.map((name, index) => (short.indexOf(name) === short.lastIndexOf(name) ? name : names[index]))
}

/** The tables that charts show. */
export function drawn(views: readonly ReportView[]): readonly ReportView[] {
  return views.slice(0, mostDrawn)
}

/** A table's letter in its colour; nothing where there is only one. */
export function badge({ letter, colour }: ReportView): Markup | null {
  return letter === '' ? null : markup`<b class="badge" style="background:${colour}">${letter}</b> `
}

/** Which letter stands for which table; nothing where there is only one. */
export function legend(views: readonly ReportView[]): Markup | null {
  if (views.length < 2) return null
  return markup`<ul class="legend" aria-label="Synthetic tables">${views.map((view) => {
    const { maker, rows } = view.evaluation
    const by = maker === null ? '' : ` by ${maker}`
    return markup`<li>${badge(view)}${nameOf(view.name)}<small>${by}, ${formatNumberOf(rows.synthetic, 'row')}</small></li>`
  })}</ul>`
}

/** The same score of every table; tables that lack it are left out. */
export function entriesOf(views: readonly ReportView[], metric: string): { readonly view: ReportView; readonly entry: ScoreEntry }[] {
  return views.flatMap((view) => {
    const entry = entryFor(view.evaluation, metric)
    return entry ? [{ view, entry }] : []
  })
}

/** `A, ` before what is said of one table among several. */
export function prefix({ letter }: ReportView): string {
  return letter === '' ? '' : `${letter} `
}
