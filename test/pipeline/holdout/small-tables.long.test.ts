import { expect, test } from 'vitest'
import { fitModel } from '../../../src/models/shell/fit.js'
import { tunePrivacy } from '../../../src/pipeline/holdout/tune.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { createRng, type Rng } from '../../../src/random/rng.js'
import { pearson } from '../../../src/stats/association/pearson.js'
import { isNumberColumn } from '../../../src/table/column.js'
import { known } from '../../support/tables.js'

/** 150 used cars: a price that follows from year, mileage and how a car is kept. */
function usedCars(rng: Rng) {
  return Array.from({ length: 150 }, () => {
    const year = 2012 - Math.floor(12 * rng.uniform() ** 2)
    const mileage = Math.round(Math.max(3000, (2013 - year) * 11_000 * Math.exp(0.35 * rng.normal())))
    const model = ['SE', 'SES', 'SEL'][rng.integer(3)] as string
    const price = Math.round(
      22_000 - 1100 * (2012 - year) - 0.04 * mileage + 900 * 'SE SES SEL'.split(' ').indexOf(model) + 1100 * rng.normal(),
    )
    const color = ['Black', 'Silver', 'Red', 'Blue', 'White'][rng.integer(5)] as string
    return { year, model, price, mileage, color, transmission: rng.uniform() < 0.85 ? 'AUTO' : 'MANUAL' }
  })
}

/** 205 cars in 26 columns, most of which follow their size, and the rest nothing. */
function carImports(rng: Rng) {
  const sized = ['price', 'horsepower', 'engine', 'weight', 'length', 'width', 'wheelbase', 'bore', 'city', 'highway']
  return Array.from({ length: 205 }, () => {
    const size = rng.normal()
    const numbers = sized.map((name, i): [string, number] => {
      const sign = name === 'city' || name === 'highway' ? -1 : 1
      const noise = 0.3 + 0.1 * i
      return [name, Math.round((100 + 20 * (sign * size + noise * rng.normal()) * (name === 'price' ? Math.exp(0.3 * size) : 1)) * 10) / 10]
    })
    const others = Array.from({ length: 6 }, (_, i): [string, number] => [`n${i}`, Math.round(100 * rng.normal()) / 10])
    const levels = Array.from({ length: 9 }, (_, i): [string, string] => [
      `l${i}`,
      ['a', 'b', 'c', 'd'][Math.min(3, Math.max(0, Math.round(1.5 + (i < 4 ? size : 0) + 0.8 * rng.normal())))] as string,
    ])
    return { make: 'ABCDEFGHIJKLMNO'[rng.integer(15)] as string, ...Object.fromEntries([...numbers, ...others, ...levels]) }
  })
}

test.each([
  ['150 x 6 used cars', usedCars, 6],
  ['205 x 26 car imports', carImports, 26],
] as const)('%s keep their pairs with the audit on', async (_, made, columns) => {
  const { table, schema } = known(made(createRng(12)))
  expect(table.columns).toHaveLength(columns)
  const tuning = await tunePrivacy(table, schema, { model: 'sequential-trees' })
  const model = await fitModel(table, schema, { model: 'sequential-trees', options: tuning?.options ?? {} })
  const rows = await sampleTable(model, 10_000)
  const numbers = table.columns.filter(isNumberColumn)
  const kept = numbers.flatMap(({ name, values }, i) =>
    numbers.slice(i + 1).map((other) => {
      const real = pearson(values, other.values)
      const synthetic = pearson(rows.column(name).values as Float64Array, rows.column(other.name).values as Float64Array)
      return Math.abs(real - synthetic) <= 0.1 + (2 * (1 - real * real)) / Math.sqrt(table.rows)
    }),
  )
  expect(kept.filter(Boolean).length / kept.length).toBeGreaterThanOrEqual(0.95)
})
