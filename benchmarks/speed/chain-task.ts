/**
 * Run in a process of its own: prints how many seconds it takes to fit the Markov chain, on two threads, to the sequences of a file that
 * is read beforehand.
 */
import { library } from '../support/library.js'
import { timed } from '../support/time.js'

const [file] = process.argv.slice(2) as [string]
const { table, schema } = await library.readTable(file, { roles: { key: 'players_id', order: 'year' } })
const pool = library.createPool(2)
const seconds = await timed(() => library.fit(table, { schema, model: 'markov-chain', pool }))
await pool.close()
console.log(JSON.stringify({ seconds, rows: table.rows }))
