/** Run in a process of its own: prints how many seconds it takes to read a table and to fit a copula to it. */
import { library } from '../support/library.js'
import { timed } from '../support/time.js'

const [path = ''] = process.argv.slice(2)
let read: Awaited<ReturnType<typeof library.readTable>> | undefined
const readSeconds = await timed(async () => {
  read = await library.readTable(path)
})
if (!read) throw new Error(`${path}: was not read`)
const { table, schema } = read
const fitSeconds = await timed(() => library.fit(table, { schema, model: 'gaussian-copula', seed: 1 }))
console.log(JSON.stringify({ readSeconds, fitSeconds }))
