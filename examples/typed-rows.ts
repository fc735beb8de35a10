// Rows for the tests of a program, with types: the same ones at each run, none of them a real row.
import { fit, readTable, sample } from 'rowsmith'

interface Penguin {
  readonly Species: 'Adelie' | 'Chinstrap' | 'Gentoo'
  readonly Sex: 'FEMALE' | 'MALE' | null
  readonly 'Body Mass (g)': number | null
}

const { table, schema } = await readTable('datasets/penguins.csv')
const model = await fit(table, { schema, seed: 1 })
const penguins = await sample<Penguin>(model, 100, { as: 'rows', seed: 7, where: 'Species != "Adelie"' })

const heavy = penguins.filter((penguin) => (penguin['Body Mass (g)'] ?? 0) > 5000)
console.log(`${penguins.length} penguins, ${heavy.length} of them above 5 kg`)
console.log(penguins[0])
