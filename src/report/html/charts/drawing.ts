import type * as PlotModule from '@observablehq/plot'
import { escapeHtml, Markup } from '../page/markup.js'

/** Draws charts as inline SVG: Observable Plot with the page's own document, or with a stand-in where there is no page. */
export interface Drawing {
  readonly plot: typeof PlotModule
  /** The chart as markup. `label` says what it shows to those who can't see it. */
  draw(options: PlotModule.PlotOptions, label: string): Markup
}

/** Loads what charts need; the first report takes a moment longer for it. */
export async function createDrawing(): Promise<Drawing> {
  const [plot, document] = await Promise.all([import('@observablehq/plot'), drawingDocument()])
  return {
    plot,
    draw(options, label) {
      const svg = plot.plot({ ...options, document })
      // The page's style sheet says once what Plot would say in every chart.
      svg.querySelector('style')?.remove()
      for (const attribute of ['class', 'font-family', 'font-size']) svg.removeAttribute(attribute)
      // Not set as an attribute of the node: only the page's own escaping is relied upon for names out of the data.
      const start = `<svg role="img" aria-label="${escapeHtml(label)}"`
      return new Markup(start + svg.outerHTML.slice('<svg'.length))
    },
  }
}

async function drawingDocument(): Promise<Document> {
  if (typeof document !== 'undefined') return document
  const { parseHTML } = await import('linkedom')
  return parseHTML('<!doctype html><html><body></body></html>').document
}
