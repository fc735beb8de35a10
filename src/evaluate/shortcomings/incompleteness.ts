import type { Judged } from '../evaluation.js'
import type { Shares } from '../summary/column-summary.js'
import { conclude, type Finder, percent, type Sign, unscored, worseDetails } from './finding.js'

const wording = {
  kind: 'incompleteness',
  title: 'Incompleteness',
  found: 'Parts of what is real never occur:',
  none: 'No level, no part of a range and no group that real rows have is lost.',
} as const

/** A real share that synthetic rows must not lack altogether, as large as the shares charts show at all. */
const leastShare = 0.001

/** Levels and ranges of real rows that synthetic rows don't have. */
export const incompleteness: Finder = (evaluation) => {
  const uncovered = worseDetails(evaluation, 'marginal-coverage').map(({ columns, value, ceiling, size }): Sign => {
    const text = `${columns[0]}: ${percent(value ?? 0)} of its levels or range occur, where other real rows have ${percent(ceiling ?? 1)}`
    return { level: 'marginal', columns, size, text }
  })
  const signs = [...uncovered, ...holes(evaluation)]
  return conclude(wording, signs, unscored(evaluation, ['marginal-coverage']))
}

/** Levels and bins that hold real rows and no synthetic ones at all. */
function holes({ columns, rows, unit }: Judged): Sign[] {
  // All rows of a level may be of one unit, and that one is simply not among the synthetic ones.
  if (unit !== null) return []
  return columns.flatMap(({ name, chart }): Sign[] => {
    if (!chart) return []
    // Of 20 rows expected, none comes by chance once in 500 million times.
    const isHole = ({ real, synthetic }: Shares) => synthetic === 0 && real >= Math.max(leastShare, 20 / Math.max(1, rows.synthetic))
    if (chart.type === 'levels') {
      const lost = chart.levels.filter(isHole)
      return lost.length === 0
        ? []
        : [sign(name, lost, `${lost.map(({ label }) => label).join(', ')} never ${lost.length === 1 ? 'occurs' : 'occur'}`)]
    }
    const lost = [...chart.bins, ...chart.atoms].filter(isHole)
    return lost.length === 0
      ? []
      : [
          sign(
            name,
            lost,
            `${lost.length} ${lost.length === 1 ? 'part' : 'parts'} of its range never ${lost.length === 1 ? 'occurs' : 'occur'}`,
          ),
        ]
  })
}

function sign(name: string, lost: readonly Shares[], what: string): Sign {
  const size = lost.reduce((sum, { real }) => sum + real, 0)
  return { level: 'marginal', columns: [name], size, text: `${name}: ${what}, ${percent(size)} of the real rows` }
}
