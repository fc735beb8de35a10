import { isMissing, isNumberColumn } from '../../table/column.js'
import type { Attacked } from '../attacked.js'
import { type ExchangeSides, leastTail } from '../evidence/exchange.js'
import { markTrial } from '../evidence/rates.js'
import type { Attack, Figure } from '../finding.js'
import { equalCells, matchedCounts, moreThanOthers } from './matched-counts.js'

/** A value that more real units have is nobody's own. */
const mostOwners = 10
/** A value is looked at among those that at most so many real units have. */
const ownersLooked = [1, 3, mostOwners] as const
/** Real units of the greatest or least values that are looked at: so many, four times as many ... */
const narrowest = 16
const widening = 4

/**
 * Values that few real units have and that recur among the synthetic ones more than they would by how common they are: the greatest and the least of each column of
 * numbers or times, those between, and rare levels. Whether more of them are of training than of holdout units is tested look by look, by exchange.
 */
export const outlierValues: Attack = {
  name: 'outlier-values',
  title: 'Values that only few have',
  risk: 'copies',
  plain:
    'Looks column by column for the greatest and least numbers and dates, rare ones, and rare levels that recur among synthetic rows: a highest income can be somebody’s name.',
  references: [
    { author: 'Fisher, R. A.', year: 1935, title: 'The Design of Experiments' },
    { author: 'Tarone, R. E.', year: 1990, title: 'A modified Bonferroni method for discrete data' },
  ],
  run(attacked) {
    const sides = { own: attacked.targets.rows, other: attacked.controls.rows }
    const marks = new Uint8Array(sides.own + sides.other)
    const looks = attacked.columns.flatMap(({ name }) => looksAt(attacked, name, sides, marks))
    const { p, look } = leastTail(
      looks.map(({ found }) => found),
      sides,
    )
    return [markTrial(outlierValues, { target: 'a value of any one column', marks, sides, p, figures: figuresOf(looks[look]) })]
  },
}

interface Look {
  readonly words: string
  readonly found: ExchangeSides
}

function figuresOf(look: Look | undefined): Figure[] {
  if (!look) return [{ label: 'values that few have and that recur', value: 0 }]
  const { words, found } = look
  return [
    { label: `most telling: ${words}; training units whose value recurs`, value: found.own },
    { label: 'holdout units whose value recurs', value: found.other },
  ]
}

/** All looks at one column; marks the units that they found. */
function looksAt(attacked: Attacked, name: string, sides: ExchangeSides, marks: Uint8Array): Look[] {
  const counts = matchedCounts(equalCells(attacked, name, attacked.everySynthetic))
  const recurs = moreThanOthers(counts)
  const cells = cellsOf(attacked, name)
  const isFound = (unit: number) => recurs[unit] === 1 && !cells.isMissing(unit) && counts.real[unit] <= mostOwners
  const found = [...recurs.keys()].filter(isFound)
  for (const unit of found) marks[unit] = 1
  const rare = ownersLooked.map((owners): Look => {
    const words = owners === 1 ? `values of ${name} that one real unit has` : `values of ${name} that ${owners} real units have at most`
    return {
      words,
      found: counted(
        found.filter((unit) => counts.real[unit] <= owners),
        sides,
      ),
    }
  })
  const { numberOf } = cells
  if (!numberOf) return rare
  const order = [...recurs.keys()].filter((unit) => !cells.isMissing(unit)).sort((a, b) => numberOf(b) - numberOf(a))
  const tail = (ordered: readonly number[], word: string): Look[] =>
    widths(ordered.length).map((width) => {
      const last = numberOf(ordered[width - 1])
      const beyond = ordered.filter((unit, i) => i < width || numberOf(unit) === last)
      return { words: `the ${width} ${word} of ${name}`, found: counted(beyond.filter(isFound), sides) }
    })
  return [...rare, ...tail(order, 'greatest'), ...tail([...order].reverse(), 'least')]
}

function widths(units: number): number[] {
  const all: number[] = []
  for (let width = narrowest; 2 * width <= units; width *= widening) all.push(width)
  return all
}

function counted(units: readonly number[], { own }: ExchangeSides): ExchangeSides {
  const a = units.filter((unit) => unit < own).length
  return { own: a, other: units.length - a }
}

/** What a real unit, targets first, has in a column; levels have no order. */
function cellsOf(
  { targets, controls }: Attacked,
  name: string,
): { isMissing(unit: number): boolean; readonly numberOf?: (unit: number) => number } {
  const [own, other] = [targets.column(name), controls.column(name)]
  const size = own.values.length
  const missing = (unit: number) => (unit < size ? isMissing(own, unit) : isMissing(other, unit - size))
  if (!isNumberColumn(own)) return { isMissing: missing }
  return { isMissing: missing, numberOf: (unit) => (unit < size ? own.values[unit] : other.values[unit - size]) }
}
