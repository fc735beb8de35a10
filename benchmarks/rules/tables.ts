import { fileURLToPath } from 'node:url'
import { createRng } from '../../src/random/rng.js'
import { trainingFile } from '../quality/data.js'

/** True of all rows of Adult or of nearly all. */
export const adultRules = [
  'relationship == "Husband" implies (sex == "Male" and col("marital-status") == "Married-civ-spouse")',
  'relationship == "Wife" implies sex == "Female"',
  'col("capital-gain") == 0 or col("capital-loss") == 0',
  'determines(education, col("education-num"))',
  'age >= col("education-num")',
]

/** A table, as a file or as CSV, and rules that it keeps. */
export interface RuledTable {
  readonly name: string
  readonly rules: readonly string[]
  readonly source: { readonly file: string } | { readonly csv: string }
}

const day = (n: number): string => new Date(Date.UTC(2015, 0, 1 + n)).toISOString().slice(0, 10)
const csvOf = (header: string, rows: readonly (readonly unknown[])[]): string =>
  `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`

/** Dates, totals, grades and sub-grades. */
function loans(count: number): string {
  const rng = createRng(1)
  const rows = Array.from({ length: count }, () => {
    const [start, months] = [rng.integer(1500), [36, 60][rng.integer(2)] as number]
    const grade = 'ABCDE'[rng.integer(5)] as string
    const [principal, interest] = [25 * (40 + rng.integer(1400)), rng.integer(400_000) / 100]
    const isOpen = rng.uniform() < 0.4
    const closed = start + 30 + rng.integer(30 * months)
    const total = (principal + interest).toFixed(2)
    return [
      day(start),
      isOpen ? '' : day(closed),
      months,
      grade,
      `${grade}${1 + rng.integer(5)}`,
      principal,
      interest.toFixed(2),
      total,
      isOpen ? 'current' : 'closed',
    ]
  })
  return csvOf('issued,closed,months,grade,sub_grade,principal,interest,total,status', rows)
}

function orders(count: number): string {
  const rng = createRng(2)
  const rows = Array.from({ length: count }, (_, i) => {
    const [ordered, quantity, price] = [rng.integer(1000), 1 + rng.integer(12), (500 + rng.integer(9500)) / 100]
    const shipped = ordered + rng.integer(9)
    const isOut = rng.uniform() < 0.9
    const delivered = isOut && rng.uniform() < 0.9 ? day(shipped + 1 + rng.integer(14)) : ''
    return [
      i + 1,
      day(ordered),
      isOut ? day(shipped) : '',
      delivered,
      ['web', 'shop', 'phone'][rng.integer(3)],
      quantity,
      price.toFixed(2),
      (quantity * price).toFixed(2),
    ]
  })
  return csvOf('order_id,ordered,shipped,delivered,channel,quantity,price,total', rows)
}

export function ruledTables(): RuledTable[] {
  return [
    { name: 'adult', rules: adultRules, source: { file: trainingFile('adult') } },
    {
      name: 'birdstrikes',
      rules: [
        'col("Cost Total $") == col("Cost Other") + col("Cost Repair")',
        'col("Cost Other") >= 0',
        'col("Cost Repair") >= 0',
        'determines(col("Airport Name"), col("Origin State"))',
      ],
      source: { file: fileURLToPath(new URL('../../datasets/birdstrikes.csv', import.meta.url)) },
    },
    {
      name: 'loans',
      rules: [
        'issued < closed',
        'total == principal + interest',
        'multiple(principal, 25)',
        'determines(sub_grade, grade)',
        'status == "current" implies missing(closed)',
        'oneOf(months, 36, 60)',
      ],
      source: { csv: loans(5000) },
    },
    {
      name: 'orders',
      rules: [
        'ordered <= shipped',
        'shipped <= delivered',
        'total == quantity * price',
        'missing(shipped) implies missing(delivered)',
        'quantity >= 1',
      ],
      source: { csv: orders(5000) },
    },
  ]
}
