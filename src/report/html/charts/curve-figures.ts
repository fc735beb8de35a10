import type { ScoreCurve } from '../../../evaluate/evaluation.js'
import { type Markup, markup } from '../page/markup.js'
import { entriesOf, type ReportView } from '../page/views.js'
import type { Drawing } from './drawing.js'

/** The curves of a metric, one figure each with a line for every table. `which` picks those to draw. */
export function curveFigures(
  drawing: Drawing,
  views: readonly ReportView[],
  metric: string,
  which: (curve: ScoreCurve) => boolean,
): Markup[] {
  const entries = entriesOf(views, metric)
  const names = new Set(
    entries.flatMap(({ entry }) => entry.curves.filter((curve) => which(curve) && curve.x.length > 1).map(({ name }) => name)),
  )
  return [...names].map((name) => {
    const curves = entries.flatMap(({ view, entry }) =>
      entry.curves.filter((curve) => curve.name === name).map((curve) => ({ view, curve })),
    )
    return markup`<figure class="card"><figcaption><h3>${entries[0]?.entry.title}</h3><p>${curves[0]?.curve.label}</p></figcaption>
${curveChart(drawing, curves)}
${pointsTable(curves)}</figure>`
  })
}

/** True for a curve of shares against shares, on the diagonal where both sides agree. */
export function comparesShares({ x, y }: ScoreCurve): boolean {
  return [...x, ...y].every((value) => value >= 0 && value <= 1)
}

/** Lines of a table that say as much as the chart. */
const mostPoints = 11

function pointsTable(curves: readonly { readonly view: ReportView; readonly curve: ScoreCurve }[]): Markup {
  const rows = curves.flatMap(({ view, curve: { x, y } }) => {
    const count = Math.min(mostPoints, x.length)
    return Array.from({ length: count }, (_, i) => {
      const at = Math.round((i * (x.length - 1)) / Math.max(1, count - 1))
      return markup`<tr><th scope="row">${view.letter || 'synthetic'}</th><td class="number">${number(x[at])}</td><td class="number">${number(y[at])}</td></tr>`
    })
  })
  return markup`<details><summary>Numbers<span class="hidden"> of ${curves[0]?.curve.label}</span></summary><table><caption class="hidden">Points of the curves</caption><thead><tr><th scope="col">Table</th><th scope="col" class="number">Across</th><th scope="col" class="number">Up</th></tr></thead><tbody>${rows}</tbody></table></details>`
}

function number(value: number): string {
  return value.toFixed(2).replace('-', '−')
}

const size = 270

/** One curve for each table, over that of real rows, or for want of it the line on which it lies if both sides agree. */
function curveChart({ plot, draw }: Drawing, curves: readonly { readonly view: ReportView; readonly curve: ScoreCurve }[]): Markup {
  const values = curves.flatMap(({ curve }) => [...curve.x, ...curve.y])
  const shares = values.every((value) => value >= 0 && value <= 1)
  const domain = shares ? { domain: [0, 1] } : {}
  const real = curves[0]?.curve.ceiling ?? (shares ? { x: [0, 1], y: [0, 1] } : null)
  const pointsOf = ({ x, y }: NonNullable<typeof real>) => x.map((x, i) => ({ x, y: y[i] }))
  return draw(
    {
      width: size,
      height: size,
      marginLeft: 34,
      marginBottom: 28,
      marginTop: 8,
      marginRight: 10,
      x: { ...domain, label: null, ticks: 5, tickSize: 4 },
      y: { ...domain, label: null, ticks: 5, tickSize: 4 },
      marks: [
        ...(real ? [plot.line(pointsOf(real), { x: 'x', y: 'y', stroke: 'var(--real)', strokeWidth: 5, strokeOpacity: 0.35 })] : []),
        ...curves.map(({ view, curve }) =>
          plot.line(pointsOf(curve), {
            x: 'x',
            y: 'y',
            stroke: view.colour,
            strokeWidth: 2,
            ...(view.dash === 'none' ? {} : { strokeDasharray: view.dash }),
          }),
        ),
      ],
    },
    `${curves[0]?.curve.label}; synthetic rows as a line, real rows as a broad one`,
  )
}
