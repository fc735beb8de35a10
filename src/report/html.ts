import type { Evaluation } from '../evaluate/evaluation.js'
import type { Description } from '../models/synthesizer.js'
import { formatNumberOf } from './format.js'
import { columnsSection } from './html/columns.js'
import { dataCardSection } from './html/data-card.js'
import { createDrawing } from './html/drawing.js'
import { guideSection } from './html/guide.js'
import { Markup, markup } from './html/markup.js'
import { overviewSection } from './html/overview.js'
import { pairsSection } from './html/pairs.js'
import { style } from './html/style.js'
import { comparison } from './worst.js'

export interface ReportInput {
  /** Null for a report without scores. */
  readonly evaluation: Evaluation | null
  readonly title: string
  /** Name, value pairs of the data card: model, options, seed, rows, kinds of columns. */
  readonly facts: readonly (readonly [string, string])[]
  readonly model?: Description
  readonly notes: readonly string[]
}

/**
 * The report as one HTML file that needs nothing else: no network, no scripts, no fonts. Everything out of the data is escaped, and a
 * content security policy keeps the page from loading or running anything at all.
 */
export async function renderReport({ evaluation, title, facts, model, notes }: ReportInput): Promise<string> {
  const sections = evaluation ? await evaluationSections(evaluation) : []
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<p class="brand">Rowsmith report</p>
<h1>${title}</h1>
${evaluation ? lede(evaluation) : null}
<div class="banner" role="note"><p><strong>Synthetic is not automatically anonymous.</strong> Rows that look real can still say something about the people behind them. This report judges likeness, not privacy: before you pass the rows on, have that judged too.</p></div>
${navigation(evaluation)}
</header>
<main>
${sections}
${dataCardSection(facts, model)}
${guideSection(evaluation, notes)}
</main>
<footer>Made with Rowsmith. This page is complete in itself: it loads nothing and runs nothing. No real row is in it: a value is shown only where at least five real rows share it.</footer>
</body>
</html>
`
  return page.text
}

async function evaluationSections(evaluation: Evaluation): Promise<readonly (Markup | null)[]> {
  const drawing = await createDrawing()
  return [overviewSection(drawing, evaluation), columnsSection(drawing, evaluation), pairsSection(drawing, evaluation)]
}

function lede(evaluation: Evaluation): Markup {
  const { synthetic, real, what } = comparison(evaluation)
  return markup`<p class="lede"><strong>${formatNumberOf(synthetic, 'synthetic row')}</strong> compared with <strong>${formatNumberOf(real, 'real row')}</strong> ${what}.</p>`
}

function navigation(evaluation: Evaluation | null): Markup {
  const judged = markup`<li><a href="#overview">Overview</a></li><li><a href="#columns">Columns</a></li>${evaluation && evaluation.pairs.columns.length > 1 ? markup`<li><a href="#pairs">Pairs</a></li>` : null}`
  return markup`<nav aria-label="Contents"><ul>${evaluation ? judged : null}<li><a href="#data-card">Data card</a></li><li><a href="#guide">Notes</a></li></ul></nav>`
}
