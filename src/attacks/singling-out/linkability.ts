import { drawPositions } from '../../evaluate/tables/align.js'
import { type NearestSeveral, nearestSeveral } from '../../learn/neighbours/neighbours.js'
import type { Table } from '../../table/table.js'
import type { Attacked } from '../attacked.js'
import { drawTargets } from '../attacked.js'
import { impossibleTrial, rateTrial } from '../evidence/rates.js'
import type { Attack } from '../finding.js'

const neighbours = 5
const mostTargets = 2000
/** Ways to part the columns in two that are tried. */
const divisions = 3
const streams = { targets: 6, division: 7 } as const

/** Two halves of a person's cells: do they lead to one synthetic row? */
export const linkability: Attack = {
  name: 'linkability',
  title: 'Linking two halves of a record',
  risk: 'linkability',
  plain: `Has two tables with some columns of the same people each, and joins a person's halves where both have one of their ${neighbours} nearest synthetic rows in common.`,
  references: [
    {
      author: 'Giomi, M., Boenisch, F., Wehmeyer, C. and Tasnádi, B.',
      year: 2023,
      title: 'A Unified Framework for Quantifying Privacy Risk in Synthetic Data',
      url: 'https://arxiv.org/abs/2211.10459',
    },
  ],
  run(attacked) {
    const { groups } = attacked
    if (groups.length < 2) return [impossibleTrial(linkability, 'two halves of the columns', 'it needs two columns or more')]
    const { own, other } = drawTargets(attacked, mostTargets, streams.targets)
    const ways = groups.length === 2 ? 1 : divisions
    return Array.from({ length: ways }, (_, way) => {
      const order = drawPositions(groups.length, groups.length, attacked.rng.split(streams.division, way))
      const half = groups.length >> 1
      const [first, second] = [order.slice(0, half).sort(), order.slice(half).sort()].map((part) =>
        Array.from(part, (i) => groups[i]).flat(),
      ) as [string[], string[]]
      return rateTrial(linkability, {
        target: `${first.join(', ')} with ${second.join(', ')}`,
        rate: { successes: linked(attacked, own, first, second), of: own.rows },
        control: { successes: linked(attacked, other, first, second), of: other.rows },
        baseline: { successes: Math.round(own.rows * chanceToMeet(attacked.synthetic.rows)), of: own.rows },
      })
    })
  },
}

function linked(attacked: Attacked, people: Table, first: readonly string[], second: readonly string[]): number {
  const [near, far] = [first, second].map((columns) =>
    nearestSeveral(attacked.mixed(people, columns), attacked.mixed(attacked.synthetic, columns), neighbours),
  ) as [NearestSeveral, NearestSeveral]
  let count = 0
  for (let row = 0; row < people.rows; row++) {
    const [from, to] = [row * neighbours, (row + 1) * neighbours]
    const own = near.positions.subarray(from, to)
    if (far.positions.subarray(from, to).some((position) => position >= 0 && own.includes(position))) count++
  }
  return count
}

/** How probable it is that two random sets of neighbours have a row in common. */
function chanceToMeet(rows: number): number {
  let apart = 1
  for (let i = 0; i < neighbours; i++) apart *= Math.max(0, (rows - neighbours - i) / Math.max(1, rows - i))
  return 1 - apart
}
