/** Run in a process of its own: draws so many rows, and prints how many seconds it takes to fit sequential trees to them. */
import { library } from '../support/library.js'
import { timed } from '../support/time.js'

const [modelFile = '', rows = ''] = process.argv.slice(2)
const { schema, ...model } = await library.readModel(modelFile)
const table = await library.sample({ ...model, schema }, Number(rows), { seed: 1 })
const seconds = await timed(() => library.fit(table, { schema, model: 'sequential-trees', seed: 1 }))
console.log(JSON.stringify({ seconds }))
