/** Run in a process of its own: draws 300,000 rows, keeps 10 columns, and prints how many seconds it takes to fit a kernel density to them. */
import { library } from '../support/library.js'
import { timed } from '../support/time.js'

const [modelFile = ''] = process.argv.slice(2)
const model = await library.readModel(modelFile)
const columns = model.schema.columns.slice(0, 10)
const drawn = await library.sample(model, 300_000, { seed: 1 })
const table = drawn.select(columns.map(({ name }) => name))
const schema = { ...model.schema, columns, dependencies: [] }
const seconds = await timed(() => library.fit(table, { schema, model: 'kde', seed: 1 }))
console.log(JSON.stringify({ seconds }))
