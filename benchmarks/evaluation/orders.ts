import { createRng, type Rng } from '../../src/random/rng.js'
import type { Schema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { cells, type Draft, planted, shuffled, type Unlisted } from './planting.js'

const countries = ['Austria', 'Brazil', 'Chile', 'Denmark', 'Egypt', 'Finland']
const channels = ['web', 'shop', 'phone', 'post']
const carriers = ['north', 'south', 'east']
const agents = Array.from({ length: 40 }, (_, i) => `agent ${i + 1}`)
const day = 86_400

/**
 * Orders whose law is known: made by day, ever dearer over two years; weight goes along with price; a fee that is distributed about as the price of
 * small things; total is price by quantity; packed and insured decide the carrier only together; ratings, which web orders and small ones mostly
 * lack; an agent works in one country.
 */
export const ordersSchema: Schema = parseSchema({
  columns: [
    { name: 'ordered', kind: 'datetime', format: '%Y-%m-%d %H:%M:%S', unit: 's' },
    { name: 'shipped', kind: 'datetime', format: '%Y-%m-%d', unit: 'day' },
    { name: 'country', kind: 'categorical', levels: countries },
    { name: 'agent', kind: 'categorical', levels: agents },
    { name: 'channel', kind: 'categorical', levels: channels },
    { name: 'price', kind: 'numeric', decimals: 2 },
    { name: 'fee', kind: 'numeric', decimals: 2 },
    { name: 'quantity', kind: 'integer' },
    { name: 'total', kind: 'numeric', decimals: 2 },
    { name: 'weight', kind: 'numeric', decimals: 2 },
    { name: 'packed', kind: 'boolean', levels: ['no', 'yes'] },
    { name: 'insured', kind: 'boolean', levels: ['no', 'yes'] },
    { name: 'carrier', kind: 'categorical', levels: carriers },
    { name: 'rating', kind: 'integer', nullable: true },
  ],
})

const cents = (value: number) => Math.round(100 * value) / 100

function orderOf(rng: Rng): number[] {
  const agent = Math.floor(agents.length * rng.uniform() ** 1.3)
  const country = agent % 7 === 6 ? 0 : agent % 7
  const channel = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3][rng.integer(10)] as number
  const date = 18_993 + rng.integer(730)
  const ordered = date * day + Math.floor(3600 * (8 + 11 * (rng.uniform() + rng.uniform()) * 0.5)) + rng.integer(60)
  const price = cents(Math.exp(2.5 + 0.5 * rng.normal() + (0.6 * (date - 18_993)) / 730))
  const quantity = 1 + Math.min(rng.integer(6), rng.integer(6))
  const [packed, insured] = [rng.integer(2), rng.integer(2)]
  const carrier = rng.uniform() < 0.9 ? (packed === insured ? 0 : 1) : rng.integer(3)
  const rated = rng.uniform() < (channel === 0 ? 0.35 : 0.9) - (quantity === 1 ? 0.2 : 0)
  const rating = rated ? Math.max(1, Math.min(5, Math.round(4 - 0.02 * price + rng.normal()))) : Number.NaN
  const weight = cents(0.2 * price * Math.exp(0.3 * rng.normal()))
  const fee = cents(Math.exp(2.7 + 0.6 * rng.normal()))
  return [
    ...[ordered, date + 1 + rng.integer(5), country, agent, channel, price, fee, quantity, cents(price * quantity), weight],
    ...[packed, insured, carrier, rating],
  ]
}

/** So many orders. */
export function ordersTable(rows: number, seed: number): Table {
  const rng = createRng(45, seed)
  const made = Array.from({ length: rows }, () => orderOf(rng))
  return new Table(
    ordersSchema.columns.map((column, c) => {
      const own = made.map((row) => row[c] as number)
      const isLevel = 'levels' in column
      const values = isLevel ? Int32Array.from(own) : Float64Array.from(own)
      return { name: column.name, kind: column.kind, values, ...(isLevel ? { levels: column.levels } : {}) }
    }) as never,
  )
}

const everyRow = (draft: Draft) => draft.where(() => true)

/** Rows that are copies of others, with their numbers a little changed. */
function copiedRows(
  rows: number,
  from: (row: number) => number,
  afterwards: (draft: Draft, rng: Rng) => void = () => {},
): Unlisted['plant'] {
  return (table, rng) => {
    const taken = table.take(Int32Array.from({ length: table.rows }, (_, row) => (row < rows ? from(row) : row)))
    return planted((draft) => {
      for (const name of ['price', 'fee', 'weight', 'total']) {
        const values = draft.values(name)
        for (let row = 0; row < rows; row++) values[row] = cents((values[row] as number) * (1 + 0.02 * rng.normal()))
      }
      const ordered = draft.values('ordered')
      for (let row = 0; row < rows; row++) ordered[row] = (ordered[row] as number) + rng.integer(7200)
      afterwards(draft, rng)
    })(taken, rng)
  }
}

/** Changes a column's present values by what stands in the row. */
function changed(name: string, change: (value: number, draft: Draft, row: number, rng: Rng) => number): Unlisted['plant'] {
  return planted((draft, rng) => {
    const values = draft.values(name)
    for (let row = 0; row < draft.rows; row++) values[row] = change(values[row] as number, draft, row, rng)
  })
}

function sorted(draft: Draft, name: string): void {
  const values = draft.values(name)
  values.set([...values].sort((a, b) => a - b))
}

function cut(name: string, share: number): Unlisted['plant'] {
  return planted((draft) => {
    const values = draft.values(name) as Float64Array
    const ascending = values.slice().sort()
    const [low, high] = [ascending[Math.floor(share * draft.rows)] as number, ascending[Math.ceil((1 - share) * draft.rows) - 1] as number]
    for (let row = 0; row < draft.rows; row++) values[row] = Math.max(low, Math.min(high, values[row] as number))
  })
}

export const orderFaults: readonly Unlisted[] = [
  {
    what: 'weights of Brazil in pounds',
    level: 'pairwise',
    named: /^weight.*(country Brazil|country)|country Brazil.*weight/,
    plant: changed('weight', (weight, draft, row) => (draft.values('country')[row] === 1 ? cents(2.2 * weight) : weight)),
  },
  {
    what: 'price and fee swapped',
    level: 'pairwise',
    named: /^(price|fee)\b/,
    plant: planted((draft) => {
      const [price, fee] = [draft.values('price'), draft.values('fee')]
      for (let row = 0; row < draft.rows; row++) [price[row], fee[row]] = [fee[row] as number, price[row] as number]
    }),
  },
  {
    what: 'prices no longer rise with time',
    level: 'pairwise',
    named: /ordered|shipped/,
    plant: planted((draft, rng) => {
      draft.permute(['ordered', 'shipped'], everyRow(draft), rng)
    }),
  },
  {
    what: '400 rows copied with noise',
    level: 'joint',
    named: /of the rows nearly repeat another/,
    plant: copiedRows(400, (row) => 1000 + row),
  },
  {
    what: '300 noisy copies of one row',
    level: 'joint',
    named: /^one row comes \d+ times with small changes/,
    plant: copiedRows(300, () => 1000),
  },
  {
    what: '400 rows copied with noise and with typing errors in their agents',
    level: 'joint',
    named: /of the rows nearly repeat another/,
    plant: copiedRows(
      400,
      (row) => 1000 + row,
      (draft) => {
        const agent = draft.values('agent')
        for (let row = 0; row < 400; row += 2)
          agent[row] = draft.code('agent', draft.level('agent', agent[row] as number).replace('g', 'gg'))
      },
    ),
  },
  {
    what: 'channel post merged into phone',
    level: 'marginal',
    named: /^channel: post never occurs|^channel/,
    plant: changed('channel', (code) => (code === 3 ? 2 : code)),
  },
  { what: 'prices cut at 1 % and 99 %', level: 'marginal', named: /^price\b/, plant: cut('price', 0.01) },
  {
    what: 'weights rounded to whole numbers in a fifth of the rows',
    level: 'marginal',
    named: /^weight\b/,
    plant: cells('weight', 0.2, Math.round),
  },
  {
    what: 'the carrier no longer hangs on packed and insured',
    level: 'triples',
    named: /carrier/,
    plant: planted((draft, rng) => draft.permute('carrier', everyRow(draft), rng)),
  },
  {
    what: 'orders 8 hours later in half of the rows',
    level: 'marginal',
    named: /^ordered\b/,
    plant: cells('ordered', 0.5, (time) => time + 8 * 3600),
  },
  {
    what: 'price, weight and total sorted, each by itself',
    level: 'pairwise',
    named: /price|weight|total/,
    plant: planted((draft) => {
      for (const name of ['price', 'weight', 'total']) sorted(draft, name)
    }),
  },
  {
    what: 'the same noise in fee and weight',
    level: 'pairwise',
    named: /fee.*weight|^weight\b|^price and weight/,
    plant: planted((draft, rng) => {
      const [fee, weight] = [draft.values('fee'), draft.values('weight')]
      for (let row = 0; row < draft.rows; row++) {
        const noise = Math.exp(0.2 * rng.normal())
        fee[row] = cents((fee[row] as number) * noise)
        weight[row] = cents((weight[row] as number) * noise)
      }
    }),
  },
  {
    what: 'one rating per agent',
    level: 'pairwise',
    named: /rating/,
    plant: changed('rating', (rating, draft, row) => (Number.isNaN(rating) ? rating : 2 + ((draft.values('agent')[row] as number) % 3))),
  },
  {
    what: 'missing ratings as 0',
    level: 'marginal',
    named: /^rating\b/,
    plant: changed('rating', (rating) => (Number.isNaN(rating) ? 0 : rating)),
  },
  {
    what: 'missing ratings as their mean',
    level: 'marginal',
    named: /^rating\b/,
    plant: changed('rating', (rating) => (Number.isNaN(rating) ? 4 : rating)),
  },
  {
    what: 'ratings missing without a reason',
    level: 'missingness',
    named: /^rating: that it is missing hardly depends on channel any more/,
    plant: planted((draft, rng) => {
      const rating = draft.values('rating')
      const values = draft.where((row) => !Number.isNaN(rating[row] as number)).map((row) => rating[row] as number)
      const order = shuffled(everyRow(draft), rng)
      order.forEach((row, i) => {
        if (i >= values.length) rating[row] = Number.NaN
        else if (Number.isNaN(rating[row] as number)) rating[row] = values[rng.integer(values.length)] as number
      })
    }),
  },
  {
    what: 'total no longer price by quantity in 3 % of the rows',
    level: 'triples',
    named: /\btotal\b/,
    plant: cells('total', 0.03, (total) => cents(0.9 * total)),
  },
  {
    what: 'fees to whole fives in 30 % of the rows',
    level: 'marginal',
    named: /^fee\b/,
    plant: cells('fee', 0.3, (fee) => 5 * Math.round(fee / 5)),
  },
  {
    what: 'prices drawn a tenth of the way to their mean',
    level: 'marginal',
    named: /^price\b/,
    plant: cells('price', 1, (price) => cents(0.9 * price + 1.9)),
  },
  {
    what: 'shipped before ordered in 2 % of the rows',
    level: 'pairwise',
    named: /shipped|ordered/,
    plant: changed('shipped', (shipped, draft, row, rng) =>
      rng.uniform() < 0.02 ? Math.floor((draft.values('ordered')[row] as number) / day) - 1 - rng.integer(3) : shipped,
    ),
  },
  {
    what: 'shipped on the first of the month in 10 % of the rows',
    level: 'marginal',
    named: /^shipped\b/,
    plant: cells('shipped', 0.1, (date) => {
      const first = new Date(date * day * 1000)
      return Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1) / 1000 / day
    }),
  },
  {
    what: 'ratings of one agent turned round',
    level: 'pairwise',
    named: /agent 1\b/,
    plant: changed('rating', (rating, draft, row) => (draft.values('agent')[row] === 0 ? 6 - rating : rating)),
  },
  {
    what: 'agents work in any country in 2 % of the rows',
    level: 'pairwise',
    named: /agent|country/,
    plant: cells('country', 0.02, (_code, _draft, row) => row % countries.length),
  },
  {
    what: 'weights of Finland dealt out anew',
    level: 'pairwise',
    named: /weight/,
    plant: planted((draft, rng) => draft.permute('weight', draft.with('country', 'Finland'), rng)),
  },
]
