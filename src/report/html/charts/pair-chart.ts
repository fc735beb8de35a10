import type { PairMatrices } from '../../../evaluate/evaluation.js'
import { formatHundredths, formatScore, printable, shorten } from '../../format.js'
import type { Markup } from '../page/markup.js'
import type { Drawing } from './drawing.js'

const labelLength = 16
const labelSpace = 112
/** About what a letter of a name that leans over takes in height and width. */
const letterSpace = 4.4
/** Beyond this many columns cells are small, and have no text of their own on pointing. */
const mostTitled = 25

type Matrix = PairMatrices['real']

interface Cell {
  readonly row: number
  readonly column: number
  readonly value: number
  readonly title: string
}

/** Strength of association of every two columns of one table. */
export function associationMap(drawing: Drawing, columns: readonly string[], matrix: Matrix, whose: string): Markup {
  const cells = cellsOf(columns, (row, column) => at(matrix, row, column), formatHundredths)
  return signed(drawing, columns, cells, 1, `Matrix of associations between columns in ${whose}`)
}

/** Differences of associations by this much, or by most, have the full colour; a good table stays pale. */
const farApart = 0.2

/** By how much associations in synthetic rows differ from real ones. */
export function differenceMap(drawing: Drawing, { columns, real, synthetic }: PairMatrices, whose: string): Markup {
  const cells = cellsOf(columns, (row, column) => minus(at(synthetic, row, column), at(real, row, column)), formatHundredths)
  const full = cells.reduce((most, { value }) => Math.max(most, Math.abs(value)), farApart)
  return signed(drawing, columns, cells, full, `Matrix of differences of associations, ${whose} less real rows`)
}

/** Pairs that are off by this much, or by most, have the full colour. */
const farOff = 0.2

/** How far the joint distribution of each pair is off. */
export function similarityMap(drawing: Drawing, { columns, similarity }: PairMatrices, whose: string): Markup {
  const cells = cellsOf(columns, (row, column) => at(similarity, row, column), formatScore)
  const worst = cells.reduce((most, { value }) => Math.max(most, 1 - value), farOff)
  return matrixOf(
    drawing,
    columns,
    [drawing.plot.cell(cells, { ...place(columns), fill: 'var(--off)', fillOpacity: opacity(({ value }) => (1 - value) / worst) })],
    `Matrix of how far each pair of columns is off in ${whose}, the darker the further`,
  )
}

function at(matrix: Matrix, row: number, column: number): number | null {
  return matrix[row]?.[column] ?? null
}

function minus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b
}

/** Those below the diagonal; the matrices are symmetric. */
function cellsOf(columns: readonly string[], of: (row: number, column: number) => number | null, words: (value: number) => string): Cell[] {
  return columns.flatMap((_, row) =>
    columns.slice(0, row).flatMap((_, column): Cell[] => {
      const value = of(row, column)
      return value === null ? [] : [{ row, column, value, title: `${columns[row]} × ${columns[column]}: ${words(value)}` }]
    }),
  )
}

function signed(drawing: Drawing, columns: readonly string[], cells: readonly Cell[], full: number, label: string): Markup {
  const { plot } = drawing
  const negative = cells.filter(({ value }) => value < 0)
  const positive = cells.filter(({ value }) => value >= 0)
  const marks = [
    plot.cell(negative, { ...place(columns), fill: 'var(--negative)', fillOpacity: opacity(({ value }) => -value / full) }),
    plot.cell(positive, { ...place(columns), fill: 'var(--real)', fillOpacity: opacity(({ value }) => value / full) }),
  ]
  return matrixOf(drawing, columns, marks, label)
}

function place(columns: readonly string[]) {
  const titled = columns.length <= mostTitled
  return { x: 'column', y: 'row', inset: 0.5, rx: 2, ...(titled ? { title: ({ title }: Cell) => printable(title) } : {}) } as const
}

/** Even the palest cell can be told from an empty one. */
function opacity(of: (cell: Cell) => number) {
  return { value: (cell: Cell) => Math.round((0.06 + 0.94 * Math.min(1, of(cell))) * 100) / 100, scale: null } as const
}

/** The triangle below the diagonal, with the names of the rows on the left and those of the columns along the diagonal. */
function matrixOf(
  { plot, draw }: Drawing,
  columns: readonly string[],
  marks: readonly ReturnType<typeof plot.cell>[],
  label: string,
): Markup {
  const size = columns.length <= 8 ? 30 : columns.length <= 16 ? 21 : 15
  const domain = columns.map((_, index) => index)
  const name = (index: number) => shorten(columns[index], labelLength)
  // Names along the diagonal lean over: those at its ends may need room beyond it.
  const room = (far: (index: number) => number) =>
    Math.max(10, ...domain.map((i) => 12 + letterSpace * Array.from(name(i)).length - far(i) * size))
  const above = room((i) => i)
  const beside = room((i) => columns.length - 1 - i)
  return draw(
    {
      width: labelSpace + columns.length * size + beside,
      height: above + columns.length * size + 4,
      marginLeft: labelSpace,
      marginTop: above,
      marginRight: beside,
      marginBottom: 4,
      x: { type: 'band', domain, axis: null, padding: 0 },
      y: { type: 'band', domain, axis: null, padding: 0 },
      marks: [
        plot.cell(domain, { x: (index: number) => index, y: (index: number) => index, inset: 0.5, rx: 2, fill: 'var(--faint)' }),
        ...marks,
        plot.text(domain, { frameAnchor: 'left', y: (index: number) => index, text: name, textAnchor: 'end', dx: -6 }),
        plot.text(domain, {
          ...{ x: (index: number) => index, y: (index: number) => index, text: name },
          ...{ textAnchor: 'start', rotate: -45, dx: 3, dy: -3 },
        }),
      ],
    },
    label,
  )
}
