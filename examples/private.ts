// Differential privacy: the schema is public knowledge, written by hand; the rows are seen through noise only.
import { fit, parseSchema, privacyStatement, readTable, sample } from 'rowsmith'

const schema = parseSchema({
  columns: [
    { name: 'education', kind: 'integer', min: 0, max: 20 },
    { name: 'gender', kind: 'categorical', levels: ['female', 'male'] },
    { name: 'wage', kind: 'numeric', min: 0, max: 50, decimals: 2 },
  ],
  rowBound: 10_000,
})
const { table } = await readTable('datasets/wages-1985.csv', { schema, guess: false })
const model = await fit(table, { schema, model: 'mst', privacy: { epsilon: 2 } })
const { meaning, epsilonSpent } = privacyStatement(model)
console.log(`epsilon ${epsilonSpent.toFixed(2)}: ${meaning}`)
console.log(await sample(model, 3, { as: 'rows' }))
