import type { MixedRows } from '../../learn/neighbours/box-tree.js'
import { type NearestSeveral, nearestSeveral } from '../../learn/neighbours/neighbours.js'
import { sorted } from '../../stats/order/sorted.js'
import type { Candidates, MembershipScore } from './score.js'

const neighbours = 20

function near(given: Candidates, side: 'synthetic' | 'reference'): NearestSeveral {
  return given.shared(`nearest ${side}`, () => nearestSeveral(given.mixed.candidates, given.mixed[side], neighbours))
}

/** Distance to the nearest row of the side; that of the furthest candidate where it has none. */
function nearestDistances(given: Candidates, side: 'synthetic' | 'reference'): Float64Array {
  const { distances } = near(given, side)
  return Float64Array.from({ length: given.candidates.rows }, (_, row) => Math.min(Number.MAX_VALUE, distances[row * neighbours]))
}

/** A synthetic row is near. */
export const ganLeaks: MembershipScore = {
  name: 'distance',
  title: 'Distance to the nearest synthetic row (GAN-leaks)',
  references: [
    { author: 'Chen, D., Yu, N., Zhang, Y. and Fritz, M.', year: 2020, title: 'GAN-Leaks', url: 'https://arxiv.org/abs/1909.03935' },
  ],
  score: (given) => nearestDistances(given, 'synthetic').map((distance) => -distance),
}

/** A synthetic row is nearer than rows like the candidate usually are. */
export const calibratedDistance: MembershipScore = {
  name: 'calibrated-distance',
  title: 'Distance against that to reference rows',
  references: [
    { author: 'Chen, D., Yu, N., Zhang, Y. and Fritz, M.', year: 2020, title: 'GAN-Leaks', url: 'https://arxiv.org/abs/1909.03935' },
  ],
  score(given) {
    const reference = nearestDistances(given, 'reference')
    return nearestDistances(given, 'synthetic').map((distance, row) => reference[row] - distance)
  },
}

/** Many synthetic rows lie within the usual distance. */
export const monteCarlo: MembershipScore = {
  name: 'monte-carlo',
  title: `Synthetic rows within the median distance, ${neighbours} at most`,
  references: [
    {
      author: 'Hilprecht, B., Härterich, M. and Bernau, D.',
      year: 2019,
      title: 'Monte Carlo and Reconstruction Membership Inference Attacks against Generative Models',
    },
  ],
  score(given) {
    const { distances } = near(given, 'synthetic')
    const ascending = sorted(nearestDistances(given, 'synthetic'))
    const radius = ascending[ascending.length >> 1] ?? 0
    return Float64Array.from({ length: given.candidates.rows }, (_, row) => {
      let count = 0
      for (let i = 0; i < neighbours; i++) if (distances[row * neighbours + i] <= radius) count++
      return count
    })
  },
}

/** Of the nearest rows among synthetic and reference ones, most are synthetic. */
export const densityProportion: MembershipScore = {
  name: 'dpi',
  title: `Synthetic among the ${neighbours} nearest rows (DPI)`,
  references: [
    { author: 'Ward, J., Wang, C. and Cheng, G.', year: 2024, title: 'Data Plagiarism Index', url: 'https://arxiv.org/abs/2406.13012' },
  ],
  score(given) {
    const [own, other] = [near(given, 'synthetic'), near(given, 'reference')]
    const weight = given.reference.rows / Math.max(1, given.synthetic.rows)
    return Float64Array.from({ length: given.candidates.rows }, (_, row) => {
      const at = row * neighbours
      let [i, j] = [0, 0]
      while (i + j < neighbours) {
        if (own.distances[at + i] <= other.distances[at + j]) i++
        else j++
      }
      return (i * weight + 1) / (j + 1)
    })
  },
}

/** The same, where agreement in a rare level counts for more: columns are weighted row by row by how rare the candidate's cell is. */
export const rareAgreement: MembershipScore = {
  name: 'rare-agreement',
  title: 'Agreement in rare cells with the nearest synthetic row',
  references: [
    {
      author: 'Meeus, M., Guépin, F., Creţu, A.-M. and de Montjoye, Y.-A.',
      year: 2023,
      title: "Achilles' Heels",
      url: 'https://arxiv.org/abs/2306.10308',
    },
  ],
  score(given) {
    const { positions } = near(given, 'synthetic')
    const [reference] = [near(given, 'reference')]
    return Float64Array.from({ length: given.candidates.rows }, (_, row) => {
      const agreed = agreement(given, row, given.mixed.synthetic, positions[row * neighbours])
      return agreed - agreement(given, row, given.mixed.reference, reference.positions[row * neighbours])
    })
  },
}

/** Sum over columns in which both rows agree of minus the log of the share of reference rows that do. */
function agreement({ mixed, reference, shared }: Candidates, row: number, other: MixedRows, position: number): number {
  if (position < 0) return 0
  const rarity = shared('rarity of levels', () => levelRarity(mixed.candidates, mixed.reference, reference.rows))
  const { codeColumns, codes } = mixed.candidates
  let sum = 0
  for (let c = 0; c < codeColumns; c++) {
    const code = codes[row * codeColumns + c]
    if (code === other.codes[position * codeColumns + c]) sum += rarity[c]?.get(code) ?? Math.log(reference.rows + 1)
  }
  return sum + numberAgreement(mixed.candidates, row, other, position)
}

function levelRarity(candidates: MixedRows, reference: MixedRows, rows: number): Map<number, number>[] {
  return Array.from({ length: candidates.codeColumns }, (_, c) => {
    const counts = new Map<number, number>()
    for (let row = 0; row < rows; row++) {
      const code = reference.codes[row * reference.codeColumns + c]
      counts.set(code, (counts.get(code) ?? 0) + 1)
    }
    for (const [code, count] of counts) counts.set(code, Math.log((rows + 1) / (count + 1)))
    return counts
  })
}

/** Numbers agree the more the closer they are: minus the log of the distance in ranges, at least a millionth. */
function numberAgreement({ numberColumns, numbers }: MixedRows, row: number, other: MixedRows, position: number): number {
  let sum = 0
  for (let c = 0; c < numberColumns; c++) {
    const gap = Math.abs(numbers[row * numberColumns + c] - other.numbers[position * numberColumns + c])
    if (gap <= 1) sum -= Math.log(Math.max(1e-6, gap)) / 14
  }
  return sum
}
