import { countedNoun } from '../facts.js'

const fewestLines = 3
/** Fewest rows below a line of units. */
const fewestBelow = 5

/** Which of the first records are the table's own. */
export interface CsvStructure {
  /** Records before the header: titles, or names of groups of columns. */
  readonly lead: number
  /** The record after the header holds units or a second line of names. */
  readonly units: boolean
  /** The names that two lines of names make together: groups of columns, and columns. */
  readonly joined?: readonly string[] | undefined
  /** The header lacks the name of the first column, as R writes it. */
  readonly rowNames: boolean
  readonly notes: readonly string[]
}

const mostLead = 20
const plainShape: CsvStructure = { lead: 0, units: false, rowNames: false, notes: [] }

type Row = readonly string[]
type IsDatum = (cell: string) => boolean

/** What a caller knows: nothing stands before the table where somebody said how many lines are to be skipped. */
interface ShapeHints {
  readonly skip?: number
  readonly header?: boolean
}

/** What stands around the header of these records. */
export function findShape(rows: readonly Row[], isDatum: IsDatum, { skip, header: given }: ShapeHints): CsvStructure {
  if (rows.length < fewestLines) return plainShape
  const width = usualWidth(rows)
  const lead = skip === undefined ? leadOf(rows, width, isDatum, given === undefined) : 0
  const [header = [], ...below] = rows.slice(lead)
  const rowNames = header.length === width - 1 && hasRowNames(header, below, width)
  const units = given !== false && !rowNames && header.length === width && (hasUnits(below, isDatum) || repeatsNames(header, below))
  const joined = units ? joinedNames(header, below[0] as Row) : undefined
  const titles = rows.slice(0, lead).map((row) => row.filter((cell) => cell.trim() !== '').join(' '))
  return {
    lead,
    units,
    rowNames,
    joined,
    notes: [
      ...(lead > 0 ? [`${countedNoun(lead, 'line')} before the header skipped: ${shown(titles.join(' / '))}`] : []),
      ...(rowNames ? ["the header has a name less than the rows have cells: the first column is called 'row_names'"] : []),
      ...(joined ? [`two lines of names joined: ${shown(joined.join(' / '))}; --skip ${lead + 1} takes the second one alone`] : []),
      ...(units && !joined ? [`the line below the header was skipped, it holds no data: ${shown((below[0] as Row).join(' / '))}`] : []),
    ],
  }
}

/** Names of groups, each above its first column or above all of them, with the names of columns below them; undefined where the upper line names each column by itself. */
function joinedNames(groups: Row, names: Row): string[] | undefined {
  const isOpen = (j: number): boolean => isEmpty(groups[j] as string) || groups.indexOf(groups[j] as string) !== j
  if (names.filter((name, j) => isOpen(j) && !isEmpty(name) && !unit.test(name.trim())).length < 2) return undefined
  let group = ''
  return names.map((cell, j) => {
    const [upper, name] = [(groups[j] as string).trim(), cell.trim()]
    group = upper || (name && group)
    return group === name ? name : `${group} ${name}`.trim()
  })
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** The number of cells that most records have; of two, the greater. */
function usualWidth(rows: readonly Row[]): number {
  const counts = new Map<number, number>()
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 1
}

const isEmpty = (cell: string): boolean => cell.trim() === ''

/**
 * How many records stand before the header: those of another width, but for a header of R; and those with gaps and without numbers
 * above a record that has names for all columns with data below.
 */
function leadOf(rows: readonly Row[], width: number, isDatum: IsDatum, mayGroup: boolean): number {
  if (width < 2) return 0
  let first = 0
  while (first < mostLead && first < rows.length && (rows[first] as Row).length !== width) first++
  if (first === mostLead || first === rows.length) return 0
  const before = rows[first - 1]
  if (before && before.length === width - 1 && (first === 1 || before.length > 1) && !before.some(isDatum) && !before.some(isEmpty))
    return first - 1
  // A header that is shorter because the rows end in delimiters.
  if (before && before.length < width && before.length > 1 && rows.slice(first).every((row) => row.slice(before.length).every(isEmpty)))
    return first - 1
  // Titles have few cells; a line with more is a header that doesn't fit its rows, which is for somebody to look at.
  if (rows.slice(0, first).some((row) => row.filter((cell) => !isEmpty(cell)).length > Math.max(1, width >> 1))) return 0
  if (!mayGroup || width < 3) return first
  const padded = paddedTitles(rows, first, width, isDatum)
  if (padded > first) return padded
  for (let k = first; k < Math.min(rows.length - 1, first + mostLead); k++) {
    const row = rows[k] as Row
    if (row.length !== width || row.some(isDatum)) break
    if (row.some(isEmpty)) continue
    if (k === first) return first
    const names = new Set(row.map((cell) => cell.trim()))
    const below = rows.slice(k + 1).filter(({ length }) => length === width)
    const isHeader = names.size === width && below.length >= fewestBelow && row.some((_, j) => holdsData(below, j, isDatum))
    return isHeader ? k : first
  }
  return first
}

/** The record below titles that a spreadsheet has filled up with delimiters: of those with no cell but the first, some stand above one that is full. */
function paddedTitles(rows: readonly Row[], first: number, width: number, isDatum: IsDatum): number {
  const filled = (row: Row): number => row.filter((cell) => !isEmpty(cell)).length
  let k = first
  while (k < Math.min(rows.length, first + mostLead) && (rows[k] as Row).slice(1).every(isEmpty)) k++
  const below = rows.slice(k)
  const [top = [], next = []] = below
  // One line of names, or two that name each column together.
  const isNamed =
    filled(top) === width
      ? filled(next) >= width - 1
      : top.every((cell, j) => !isEmpty(cell) || !isEmpty(next[j] ?? '')) && filled(below[2] ?? []) >= width - 1
  const isFull = below.length > fewestBelow && isNamed && !top.some(isDatum)
  return k > first && isFull && !isEmpty(rows[first]?.[0] ?? '') ? k : first
}

/** Whether the first record below the header is another one: it has two of the header's own names in their columns, which no later record has there. */
function repeatsNames(header: Row, [first = [], ...rest]: readonly Row[]): boolean {
  const again = header.flatMap((name, j) => (!isEmpty(name) && first[j]?.trim() === name.trim() ? [j] : []))
  return again.length >= 2 && again.every((j) => !rest.some((row) => row[j]?.trim() === first[j]?.trim()))
}

/** Whether so many cells of a column, and at least such a share of them, are numbers or times. */
function holdsData(rows: readonly Row[], j: number, isDatum: IsDatum, share = 0.5, fewest = 1): boolean {
  const cells = rows.map((row) => row[j] ?? '').filter((cell) => !isEmpty(cell))
  return cells.length >= fewest && cells.filter(isDatum).length >= share * cells.length
}

function hasRowNames(header: Row, below: readonly Row[], width: number): boolean {
  const own = below.filter(({ length }) => length === width)
  const firsts = new Set(own.map(([first]) => first))
  return !header.some(isEmpty) && firsts.size === own.length && !own.every((row) => isEmpty(row[width - 1] as string))
}

const unit =
  /^[([].*[)\]]$|^(%|°?[CF]|[kmµ]?g|[kcm]?m|km\/h|mph|m\/s|[a-z]{1,3}\/[a-z]{1,3}\d?|kWh?|MWh?|h(ours?)?|min|s|sec|days?|years?|USD|EUR|GBP|€|\$|£|ppm|hPa|mm|count|n|string|int|float|date)$/i

/**
 * Whether the first record below the header holds units or further names: it has no number, while at least two columns have numbers
 * below it and words in it that don't come back, or one has a unit in it.
 */
function hasUnits([first = [], ...rest]: readonly Row[], isDatum: IsDatum): boolean {
  if (rest.length < fewestBelow || first.every(isEmpty) || first.some(isDatum)) return false
  const numbers = first.flatMap((cell, j) => (holdsData(rest, j, isDatum, 1, fewestBelow) ? [{ cell: cell.trim(), j }] : []))
  const words = numbers.filter(({ cell, j }) => cell !== '' && !rest.some((row) => row[j]?.trim() === cell))
  const gaps = numbers.filter(({ cell }) => cell === '')
  if (words.length === 0 || words.length + gaps.length < numbers.length) return false
  if (words.some(({ cell }) => !/[\p{L}%€£$]/u.test(cell) || /^(na|n\/a|nan|null|none)$/i.test(cell))) return false
  return words.length >= 2 ? true : words.some(({ cell }) => unit.test(cell))
}
