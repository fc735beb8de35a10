import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'

/** Prints which metrics each set holds, and to how many rows each looks at most. */
export function printSets(): void {
  const capped = (mostRows: number | undefined) => (mostRows ?? 50_000).toLocaleString('en')
  const rows = library.metrics
    .filter(({ sets }) => !sets)
    .map(({ name, level, basis, cost, mostRows, needs }) => [cost, level, name, basis, capped(mostRows), needs.join(', ')])
  console.log('\nSets hold what they name and all sets before: fast, standard, full.\n')
  console.log(textTable(['set', 'level', 'metric', 'basis', 'rows at most', 'needs'], rows))
}
