import { createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createRng } from '../../src/random/rng.js'
import type { Bar } from '../support/bar.js'
import { runNode } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { inMegabytes, inSeconds } from '../support/text-table.js'

const customers = 2000
const products = 400
/** Bars for 10,000,000 rows: of fewer, time in proportion. */
const allRows = 10_000_000
const mostSeconds = 900
const mostBytes = 1.5e9

/**
 * A shop is learned, and so many lines of orders drawn that customers own by their orders, each of which finds one of the products: time and memory of
 * `rowsmith sample` on two threads, and references that lead nowhere.
 */
export async function manyRows(rows: number, scratch: string): Promise<Bar[]> {
  const [shop, model, drawn] = ['shop', 'shop.model.json', 'drawn'].map((name) => join(scratch, name)) as [string, string, string]
  const lines = writeShop(shop)
  const schema = join(scratch, 'shop.schema.json')
  runNode(scratch, [commandLine, 'schema', shop, '-o', schema])
  ownByOrders(schema)
  runNode(scratch, [commandLine, 'fit', shop, '--schema', schema, '-o', model, '--seed', '1', '-q'])
  // Somewhat more, since how many lines there are is drawn.
  const scale = ((1.03 * rows) / lines).toFixed(3)
  const sample = [commandLine, 'sample', model, '--scale', scale, '-o', drawn, '--threads', '2', '--seed', '1', '-q']
  const { seconds, cpuSeconds, peakBytes } = runNode(scratch, sample)
  const found = await countRows(drawn)
  const title = found.lines.toLocaleString('en')
  console.log(`\n${title} lines of ${found.orders.toLocaleString('en')} orders drawn`)
  return [
    { what: 'rows that others own, drawn', measured: title, value: found.lines, limit: rows, sense: 'at least', digits: 0 },
    { what: 'references to rows that are not there', measured: title, value: found.orphans, limit: 0, sense: 'at most', digits: 0 },
    {
      ...{ what: `time to draw ${title} rows`, measured: `${inSeconds(cpuSeconds)} of processors` },
      ...{ value: seconds, limit: Math.round((mostSeconds * rows) / allRows), sense: 'at most', unit: ' s', digits: 0 },
    },
    {
      ...{ what: `memory to draw ${title} rows`, measured: inMegabytes(peakBytes) },
      ...{ value: peakBytes / 1e6, limit: mostBytes / 1e6, sense: 'at most', unit: ' MB', digits: 0 },
    },
  ]
}

/** Lines belong to their order, whatever they have in common by product. */
function ownByOrders(path: string): void {
  const schema = JSON.parse(readFileSync(path, 'utf8')) as { relations: { child: string; parent: string; owner?: boolean }[] }
  for (const relation of schema.relations) if (relation.child === 'lines') relation.owner = relation.parent === 'orders'
  writeFileSync(path, JSON.stringify(schema))
}

/** Customers with orders of lines of products, in which everything hangs together; how many lines there are. */
function writeShop(folder: string): number {
  const rng = createRng(1)
  const pick = <T>(from: readonly T[]): T => from[rng.integer(from.length)] as T
  const kinds = ['book', 'tool', 'toy', 'food'] as const
  const product = Array.from({ length: products }, (_, i) => {
    const kind = pick(kinds)
    return { id: i + 1, kind, price: (kinds.indexOf(kind) + 1) * 5 + Math.round(1000 * rng.uniform()) / 100 }
  })
  const tables: Record<string, string[]> = {
    customers: ['id,city,age,segment'],
    products: ['id,kind,price', ...product.map(({ id, kind, price }) => `${id},${kind},${price.toFixed(2)}`)],
    orders: ['id,customer_id,placed,channel'],
    lines: ['id,order_id,product_id,quantity,discount'],
  }
  const put = (name: string, cells: readonly (string | number)[]): number => {
    const rows = tables[name] as string[]
    return rows.push([rows.length, ...cells].join(',')) - 1
  }
  for (let i = 0; i < customers; i++) {
    const [age, segment] = [18 + rng.integer(60), pick(['private', 'private', 'firm'])]
    const customer = put('customers', [pick(['Bern', 'Basel', 'Genf', 'Chur']), age, segment])
    let day = 18_000 + rng.integer(1000)
    for (let order = rng.integer(segment === 'firm' ? 12 : 5); order >= 0; order--) {
      day += 1 + rng.integer(60)
      const placed = new Date(day * 86_400_000).toISOString().slice(0, 10)
      const number = put('orders', [customer, placed, age < 40 ? pick(['web', 'app']) : pick(['web', 'shop', 'shop'])])
      for (let line = rng.integer(segment === 'firm' ? 6 : 3); line >= 0; line--) {
        const { id, kind } = pick(product)
        const quantity = kind === 'food' ? 1 + rng.integer(20) : 1 + rng.integer(3)
        put('lines', [number, id, quantity, quantity > 10 ? 0.1 : 0])
      }
    }
  }
  mkdirSync(folder)
  for (const [name, rows] of Object.entries(tables)) writeFileSync(join(folder, `${name}.csv`), `${rows.join('\n')}\n`)
  return (tables.lines as string[]).length - 1
}

/** Rows of the tables that are owned, and references of lines and orders to rows that aren't there. */
async function countRows(folder: string): Promise<{ readonly orders: number; readonly lines: number; readonly orphans: number }> {
  const keys = new Map<string, Set<string>>()
  for (const name of ['customers', 'products', 'orders']) {
    const own = new Set<string>()
    await eachRow(folder, name, ([id = '']) => own.add(id))
    keys.set(name, own)
  }
  let [orders, lines, orphans] = [0, 0, 0]
  const missing = (table: string, id: string | undefined): number => Number(!keys.get(table)?.has(id ?? ''))
  await eachRow(folder, 'orders', ([, customer]) => {
    orders++
    orphans += missing('customers', customer)
  })
  await eachRow(folder, 'lines', ([, order, product]) => {
    lines++
    orphans += missing('orders', order) + missing('products', product)
  })
  return { orders, lines, orphans }
}

async function eachRow(folder: string, name: string, see: (cells: readonly string[]) => void): Promise<void> {
  let isHeader = true
  for await (const line of createInterface({ input: createReadStream(join(folder, `${name}.csv`)) })) {
    if (!isHeader) see(line.split(','))
    isHeader = false
  }
}
