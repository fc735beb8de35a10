/** Run in a process of its own: samples a table, keeps it whole, and prints how many seconds it takes to write it. */
import { library } from '../support/library.js'
import { timed } from '../support/time.js'

const [modelFile = '', rows = '', output = ''] = process.argv.slice(2)
const model = await library.readModel(modelFile)
const table = await library.sample(model, Number(rows), { seed: 1 })
const seconds = await timed(() => library.writeTable(output, table, model.schema))
console.log(JSON.stringify({ seconds }))
