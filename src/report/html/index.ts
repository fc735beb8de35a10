import type { Comparison, Evaluation } from '../../evaluate/evaluation.js'
import type { Preview } from '../../evaluate/summary/preview.js'
import type { Description } from '../../models/synthesizer.js'
import type { ReportedRule } from '../../pipeline/jobs/rules/report-rules.js'
import { formatNumberOf } from '../format.js'
import { comparison } from '../readings.js'
import { createDrawing } from './charts/drawing.js'
import { type Markup, markup } from './page/markup.js'
import { htmlPage } from './page/page.js'
import { legend, type ReportView, tableViews } from './page/views.js'
import { columnsSection } from './sections/columns.js'
import { dataCardSection, guideSection, networkSection } from './sections/data-card.js'
import { inShortSection, type Nearness } from './sections/in-short.js'
import { overviewSection } from './sections/overview.js'
import { pairsSection } from './sections/pairs.js'
import { previewSection, rowsSection } from './sections/rows.js'
import { rulesSection } from './sections/rules.js'
import { conditionalsSection, scoresSection } from './sections/scores.js'
import { shortcomingsSection } from './sections/shortcomings.js'

/** What a report shows. */
export interface ReportInput {
  /** One synthetic table, or several side by side. Null for a report without scores. */
  readonly evaluation: Evaluation | Comparison | null
  readonly title: string
  /** Name, value pairs of the data card: model, options, seed, rows, kinds of columns. */
  readonly facts: readonly (readonly [string, string])[]
  readonly model?: Description
  readonly notes: readonly string[]
  /** How near each table comes to the rows it was made from; null where nobody knows. */
  readonly nearness?: readonly (Nearness | null)[]
  /** A few rows of each table, to look at. */
  readonly previews?: readonly Preview[]
  /** What must hold in every row; see `reportRules`. */
  readonly rules?: readonly ReportedRule[]
  /** What was wished of the delivered rows, and what came of it, a sentence each. */
  readonly wishes?: readonly string[]
}

const warning = markup`<div class="banner" role="note"><p><strong>Synthetic is not automatically anonymous.</strong> Rows that look real can still say something about the people behind them. This report judges likeness, not privacy: before you pass the rows on, have that judged too.</p></div>`

/** A part of the page, under the name by which it is called in the table of contents. */
interface Section {
  readonly id: string
  readonly title: string
  readonly content: Markup | null
}

/** The report as one HTML file that needs nothing else (see `htmlPage`). */
export async function renderReport({
  evaluation,
  title,
  facts,
  model,
  notes,
  nearness = [],
  previews = [],
  rules = [],
  wishes = [],
}: ReportInput): Promise<string> {
  const views = tableViews(evaluation)
  const sections = [
    ...(views.length > 0 ? await judgedSections(views, nearness, previews, rulesSection(views, rules, wishes)) : []),
    { id: 'network', title: 'Network', content: networkSection(model?.graph) },
    ...(views.length > 0 ? [{ id: 'scores', title: 'Score by score', content: scoresSection(await createDrawing(), views) }] : []),
    { id: 'data-card', title: 'Data card', content: dataCardSection(facts, model, views) },
    { id: 'guide', title: 'Notes', content: guideSection(views, notes) },
  ].filter(({ content }) => content !== null)
  return htmlPage({
    title,
    header: markup`<p class="brand">Rowsmith report</p>
<h1>${title}</h1>
${views.length > 0 ? lede(views) : null}
${views.length > 0 ? null : warning}`,
    sections,
    main: sections.map(({ id, content }) => (id === 'in-short' ? markup`${content}${warning}${legend(views)}` : content)),
    footer:
      'Made with Rowsmith. This page is complete in itself: it loads nothing and runs nothing. No real row is in it: of real rows, a value is shown only where at least five share it, and single rows that it tells of are synthetic ones.',
  })
}

async function judgedSections(
  views: readonly ReportView[],
  nearness: readonly (Nearness | null)[],
  previews: readonly Preview[],
  rules: Markup | null,
): Promise<Section[]> {
  const drawing = await createDrawing()
  return [
    { id: 'in-short', title: 'In short', content: inShortSection(views, nearness) },
    { id: 'overview', title: 'Overview', content: overviewSection(drawing, views) },
    { id: 'preview', title: 'Rows to look at', content: previewSection(views, previews) },
    { id: 'shortcomings', title: 'Shortcomings', content: shortcomingsSection(views) },
    { id: 'rules', title: 'Rules and targets', content: rules },
    { id: 'columns', title: 'Columns', content: columnsSection(drawing, views) },
    { id: 'pairs', title: 'Pairs', content: pairsSection(drawing, views) },
    { id: 'conditionals', title: 'Conditionals', content: conditionalsSection(drawing, views) },
    { id: 'rows', title: 'Rows', content: rowsSection(drawing, views) },
  ]
}

function lede(views: readonly ReportView[]): Markup {
  const [{ evaluation }] = views as readonly [ReportView, ...ReportView[]]
  const { synthetic, real, what } = comparison(evaluation)
  const made = views.length === 1 ? formatNumberOf(synthetic, 'synthetic row') : formatNumberOf(views.length, 'synthetic table')
  return markup`<p class="lede"><strong>${made}</strong> compared with <strong>${formatNumberOf(real, 'real row')}</strong> ${what}.</p>`
}
