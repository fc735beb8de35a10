import type { PairMatrices } from '../../evaluate/evaluation.js'
import { formatAssociation, formatScore, printable, shorten } from '../format.js'
import type { Drawing } from './drawing.js'
import type { Markup } from './markup.js'

const labelLength = 18
const labelSpace = 122
/** Beyond this many columns cells are small, and have no text of their own on pointing. */
const mostTitled = 25

interface Cell {
  readonly row: number
  readonly column: number
  readonly value: number
  readonly title: string
}

/** Strength of association, real rows below the diagonal and synthetic rows above: two equal tables make a symmetric picture. */
export function associationMap(drawing: Drawing, { columns, real, synthetic }: PairMatrices): Markup {
  const cells = columns.flatMap((_, row) =>
    columns.flatMap((_, column): Cell[] => {
      const value = (column < row ? real : synthetic)[row]?.[column] ?? null
      if (row === column || value === null) return []
      const both = `real ${formatAssociation(real[row]?.[column] ?? null)}, synthetic ${formatAssociation(synthetic[row]?.[column] ?? null)}`
      return [{ row, column, value, title: `${columns[row]} × ${columns[column]}: ${both}` }]
    }),
  )
  const { plot } = drawing
  const negative = cells.filter(({ value }) => value < 0)
  const positive = cells.filter(({ value }) => value >= 0)
  return matrix(
    drawing,
    columns,
    [
      plot.cell(negative, { ...place(columns), fill: 'var(--negative)', fillOpacity: opacity(({ value }) => -value) }),
      plot.cell(positive, { ...place(columns), fill: 'var(--real)', fillOpacity: opacity(({ value }) => value) }),
    ],
    'Matrix of associations between columns, real rows below the diagonal and synthetic rows above',
  )
}

/** Pairs that are off by this much, or by most, have the full colour; a good table stays pale. */
const farOff = 0.2

/** How far the joint distribution of each pair is off. */
export function similarityMap(drawing: Drawing, { columns, similarity }: PairMatrices): Markup {
  const cells = columns.flatMap((_, row) =>
    columns.slice(0, row).flatMap((_, column): Cell[] => {
      const value = similarity[row]?.[column] ?? null
      return value === null ? [] : [{ row, column, value, title: `${columns[row]} × ${columns[column]}: ${formatScore(value)}` }]
    }),
  )
  const worst = cells.reduce((most, { value }) => Math.max(most, 1 - value), farOff)
  return matrix(
    drawing,
    columns,
    [drawing.plot.cell(cells, { ...place(columns), fill: 'var(--synthetic)', fillOpacity: opacity(({ value }) => (1 - value) / worst) })],
    'Matrix of how far each pair of columns is off, the darker the further',
  )
}

function place(columns: readonly string[]) {
  const titled = columns.length <= mostTitled
  return { x: 'column', y: 'row', inset: 0.5, rx: 2, ...(titled ? { title: ({ title }: Cell) => printable(title) } : {}) } as const
}

/** Even the palest cell can be told from an empty one. */
function opacity(of: (cell: Cell) => number) {
  return { value: (cell: Cell) => Math.round((0.06 + 0.94 * Math.min(1, of(cell))) * 100) / 100, scale: null } as const
}

function matrix(
  { plot, draw }: Drawing,
  columns: readonly string[],
  marks: readonly ReturnType<typeof plot.cell>[],
  label: string,
): Markup {
  const size = columns.length <= 8 ? 30 : columns.length <= 16 ? 22 : 16
  const domain = columns.map((_, index) => index)
  const name = (index: number) => shorten(columns[index] as string, labelLength)
  return draw(
    {
      width: labelSpace + columns.length * size + 46,
      height: labelSpace * 0.78 + columns.length * size + 4,
      marginLeft: labelSpace,
      marginTop: labelSpace * 0.78,
      marginRight: 46,
      marginBottom: 4,
      x: { type: 'band', domain, axis: null, padding: 0 },
      y: { type: 'band', domain, axis: null, padding: 0 },
      marks: [
        plot.cell(domain, { x: (index: number) => index, y: (index: number) => index, inset: 0.5, rx: 2, fill: 'var(--faint)' }),
        ...marks,
        plot.text(domain, { frameAnchor: 'left', y: (index: number) => index, text: name, textAnchor: 'end', dx: -6 }),
        plot.text(domain, { x: (index: number) => index, frameAnchor: 'top', text: name, textAnchor: 'start', rotate: -50, dy: -6, dx: 3 }),
      ],
    },
    label,
  )
}
