/** Fits the Markov chain to the sequences of a file that is read beforehand, and draws as many. Argument: the file. Prints seconds and rows as JSON. */
import { library } from '../support/library.js'

const [file] = process.argv.slice(2) as [string]
const { table, schema } = await library.readTable(file, { roles: { key: 'players_id', order: 'year' } })
const started = performance.now()
await library.fit(table, { schema, model: 'markov-chain' })
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, rows: table.rows }))
