import type { ScoreCurve } from '../../../evaluate/evaluation.js'
import type { Markup } from '../page/markup.js'
import type { View } from '../page/views.js'
import type { Drawing } from './drawing.js'

const size = 270

/** One curve for each table, over that of real rows, or for want of it the line on which it lies if both sides agree. */
export function curveChart({ plot, draw }: Drawing, curves: readonly { readonly view: View; readonly curve: ScoreCurve }[]): Markup {
  const values = curves.flatMap(({ curve }) => [...curve.x, ...curve.y])
  const shares = values.every((value) => value >= 0 && value <= 1)
  const domain = shares ? { domain: [0, 1] } : {}
  const real = curves[0]?.curve.ceiling ?? (shares ? { x: [0, 1], y: [0, 1] } : null)
  const pointsOf = ({ x, y }: NonNullable<typeof real>) => x.map((x, i) => ({ x, y: y[i] as number }))
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
