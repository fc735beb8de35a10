import { createRng, type Rng } from '../../src/random/rng.js'
import type { Schema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

const groups = ['work', 'school', 'home', 'student']
const countries = ['north', 'south', 'east', 'west', 'isle', 'cape']
const tongues = ['plain', 'broad', 'sharp']

/**
 * Calls whose law is known: made from Monday to Friday by day; age, which goes along with the score in every group, students (2 % of the rows) among
 * them; country, of which tongue follows roughly, two of them rare; start, never above end.
 */
export const callsSchema: Schema = parseSchema({
  columns: [
    { name: 'called', kind: 'datetime', format: '%Y-%m-%d %H:%M:%S', unit: 's' },
    { name: 'age', kind: 'integer' },
    { name: 'group', kind: 'categorical', levels: groups },
    { name: 'score', kind: 'numeric', decimals: 1, role: 'target' },
    { name: 'country', kind: 'categorical', levels: countries },
    { name: 'tongue', kind: 'categorical', levels: tongues },
    { name: 'start', kind: 'numeric', decimals: 2 },
    { name: 'end', kind: 'numeric', decimals: 2 },
  ],
})

/** A fault, and what a report must name: a column at fault, or words of what is wrong. */
export const callFaults = [
  { name: 'none', what: 'no fault: other rows of the same law', named: null },
  { name: 'night', what: 'every call at three in the morning', named: /^called: all are at 3 o'clock/ },
  { name: 'shift 2', what: 'times shifted by 2 hours', named: /^called: hours are shifted by 2$/ },
  { name: 'shift 8', what: 'times shifted by 8 hours', named: /^called: hours are shifted by 8$/ },
  { name: 'all days', what: 'all days of the week, not Monday to Friday', named: /^called: .* at weekends, of the real ones 0\.0 %/ },
  { name: 'weekends', what: 'all at weekends', named: /^called: 100\.0 % are at weekends/ },
  { name: 'repeats', what: '10 % of the rows repeated', named: /of the rows repeat another one/ },
  { name: 'one row', what: 'one row 200 times', named: /^one row comes \d+ times/ },
  { name: 'negative', what: '1 % negative ages', named: /^age: negative where real ones never are/ },
  { name: 'times ten', what: '3 % of the ages times ten', named: /^age: above the greatest real value/ },
  { name: 'units', what: '5 % of the ages in months', named: /^age: above the greatest real value/ },
  {
    name: 'order',
    what: 'start above end in 2 % of the rows',
    named: /^start and end: that the first is never above the second is broken/,
  },
  { name: 'effect', what: 'the effect of age on the target lost among students', named: /group student/ },
  { name: 'swapped', what: 'two rare countries swapped', named: /rows with country (isle|cape)|^country|^tongue/ },
] as const

export type CallFault = (typeof callFaults)[number]['name']

/** So many rows of calls with a fault. */
export function callsTable(rows: number, seed: number, fault: CallFault = 'none'): Table {
  const rng = createRng(
    seed,
    callFaults.findIndex(({ name }) => name === fault),
  )
  const cells = Array.from({ length: rows }, () => callOf(rng, fault))
  if (fault === 'repeats') cells.splice(0, rows / 10, ...cells.slice(rows / 2, rows / 2 + rows / 10))
  if (fault === 'one row') cells.fill(cells[rows - 1] as number[], 0, Math.min(200, rows / 40))
  return new Table(
    callsSchema.columns.map((column, c) => {
      const isLevel = column.kind === 'categorical'
      const own = cells.map((row) => row[c] as number)
      const values = isLevel ? Int32Array.from(own) : Float64Array.from(own)
      return { name: column.name, kind: column.kind, values, ...(isLevel ? { levels: column.levels } : {}) }
    }) as never,
  )
}

function callOf(rng: Rng, fault: CallFault): number[] {
  const group = rng.uniform() < 0.02 ? 3 : rng.integer(3)
  const age = Math.round(20 + 50 * rng.uniform())
  const told = group === 3 && fault === 'effect' ? 20 + 50 * rng.uniform() : age
  const country = countryOf(rng)
  const tongue = rng.uniform() < 0.8 ? (country === 4 ? 0 : country === 5 ? 2 : country % 3) : rng.integer(3)
  const start = Math.round(100 * Math.abs(10 * rng.normal())) / 100
  const end = Math.round(100 * (start + Math.abs(20 * rng.normal()))) / 100
  const turned = fault === 'order' && rng.uniform() < 0.02
  return [
    ...[timeOf(rng, fault), agedBy(rng, fault, age), group, Math.round(10 * (told + 15 * rng.normal())) / 10],
    ...[fault === 'swapped' && country > 3 ? 9 - country : country, tongue],
    ...(turned ? [end, start] : [start, end]),
  ]
}

function countryOf(rng: Rng): number {
  const share = rng.uniform()
  return share < 0.02 ? 4 : share < 0.04 ? 5 : rng.integer(4)
}

function agedBy(rng: Rng, fault: CallFault, age: number): number {
  const share = rng.uniform()
  if (fault === 'negative' && share < 0.01) return -age
  if (fault === 'times ten' && share < 0.03) return 10 * age
  return fault === 'units' && share < 0.05 ? 12 * age : age
}

/** A second of a day in 2022: from Monday to Friday, most of them about one o'clock, unless the fault says otherwise. */
function timeOf(rng: Rng, fault: CallFault): number {
  const isWeekend = (day: number) => day % 7 === 2 || day % 7 === 3
  let day = 18_993 + rng.integer(365)
  while (fault !== 'all days' && isWeekend(day) !== (fault === 'weekends')) day = 18_993 + rng.integer(365)
  const usual = 8 + Math.min(11, Math.max(0, Math.round(5 + 2.5 * rng.normal())))
  const hour = fault === 'night' ? 3 : (usual + (fault === 'shift 2' ? 2 : fault === 'shift 8' ? 8 : 0)) % 24
  return day * 86_400 + hour * 3600 + rng.integer(3600)
}
