import { readFileSync } from 'node:fs'
import Papa from 'papaparse'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { inSeconds } from '../support/text-table.js'
import { interleaved, median } from '../support/time.js'
import { adultRows } from './data.js'

const rounds = 7

/** Fitting and sampling in memory, each measured in parsings of the file. One round warms up and is not counted. */
export async function learning(path: string): Promise<Bar[]> {
  const text = readFileSync(path, 'utf8')
  const { table, schema } = await library.readTable(path)
  const options = { schema, model: 'gaussian-copula', seed: 1 }
  const model = await library.fit(table, options)
  const seconds = await interleaved(rounds + 1, {
    parse: () => Papa.parse(text, { delimiter: ',' }),
    fit: () => library.fit(table, options),
    sample: () => library.sample(model, adultRows, { seed: 1 }),
  })
  const parse = median(seconds.parse.slice(1))
  const fit = median(seconds.fit.slice(1))
  const sample = median(seconds.sample.slice(1))
  return [
    { what: 'fit a copula / parse the file', measured: ratio(fit, parse), value: fit / parse, limit: 4, sense: 'at most' },
    {
      what: `sample ${adultRows} rows / parse the file`,
      measured: ratio(sample, parse),
      value: sample / parse,
      limit: 2,
      sense: 'at most',
    },
  ]
}

export function ratio(a: number, b: number): string {
  return `${inSeconds(a)} / ${inSeconds(b)}`
}
