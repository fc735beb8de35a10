// Sequences: several rows of one customer belong together and follow each other.
import { fit, sample } from 'rowsmith'

const visits = Array.from({ length: 200 }, (_, customer) =>
  ['first', 'second', 'third', 'fourth'].slice(0, 2 + (customer % 3)).map((visit, day) => ({
    customer: `C${100 + customer}`,
    day: 1 + 3 * day + (customer % 2),
    visit,
    spent: 10 + 5 * day + (customer % 7),
  })),
).flat()

const model = await fit(visits, { model: 'markov-chain', key: 'customer', order: 'day' })
const rows = await sample(model, 50, { as: 'rows' })

const [first] = rows
console.log(`${new Set(rows.map(({ customer }) => customer)).size} customers, ${rows.length} visits`)
for (const row of rows.filter(({ customer }) => customer === first?.customer)) console.log(row)
