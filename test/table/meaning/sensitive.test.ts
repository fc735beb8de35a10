import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fit, models, proposeSensitive, type Schema, sample, stringifyModel, tableFromBytes, tableToBytes } from '../../../src/index.js'
import { parseSchema } from '../../../src/table/shape/schema.js'

/** A schema of columns of these names. */
const named = (...names: string[]): Schema =>
  parseSchema({ columns: names.map((name) => ({ name, kind: 'categorical' as const, levels: ['a', 'b'] })) })
const categoryOf = (name: string): string | undefined => proposeSensitive(named(name))[0]?.category

test.each([
  ['health', ['diagnosis', 'icd10', 'DiagnosisCode', 'HIVStatus', 'blood_pressure', 'Krankheit', 'isDisabled', 'user.health']],
  ['religion', ['religion', 'Konfession', 'religious_group']],
  ['origin', ['race', 'ethnicity', 'native.country', 'Staatsangehörigkeit', 'country_of_birth']],
  ['politics', ['union', 'trade_union_member', 'political_views']],
  ['money', ['income', 'monthly_income', 'Salaires', 'credit_score', 'default payment next month']],
  ['sex', ['sex', 'Gender', 'GESCHLECHT']],
  ['sex life', ['sexual orientation']],
  ['family status', ['marital.status', 'Zivilstand']],
])('what names say is of %s is proposed', (category, names) => {
  expect(names.filter((name) => categoryOf(name) !== category)).toEqual([])
})

test('words that only hold such a word are not, nor what is marked or made anew', () => {
  expect(
    ['essex', 'raceway', 'unionized_cells', 'country', 'weather', 'healthy', 'bank', 'party_size', 'species'].flatMap(
      (name) => categoryOf(name) ?? [],
    ),
  ).toEqual([])
  const { columns } = named('sex', 'race')
  expect(proposeSensitive(parseSchema({ columns: columns.map((column) => ({ ...column, sensitive: column.name === 'sex' })) }))).toEqual([
    { name: 'race', category: 'origin' },
  ])
  expect(proposeSensitive(parseSchema({ columns: [{ name: 'diagnosis', kind: 'text' }] }))).toEqual([])
})

const few = readFileSync('datasets/penguins.csv', 'utf8').split('\n').slice(0, 90).join('\n')

test.each(models.filter(({ unit }) => unit !== 'sequence').map(({ name }) => name))(
  'no row of %s depends on what is marked as sensitive',
  async (model) => {
    const { table, schema } = await tableFromBytes(new TextEncoder().encode(few), { format: 'csv' })
    const marks = (own: Schema, isMarked: boolean): Schema => ({
      ...own,
      columns: own.columns.map((column) => ({ ...column, sensitive: isMarked })),
    })
    const [plain, marked] = await Promise.all(
      [false, true].map((isMarked) => fit(table, { schema: marks(schema, isMarked), model: model as 'kde' })),
    )
    expect(stringifyModel({ ...plain, schema: marks(plain.schema, true) })).toBe(stringifyModel(marked))
    const [one, other] = await Promise.all([plain, marked].map(async (own) => tableToBytes(await sample(own, 100), own.schema, 'csv')))
    expect(other).toEqual(one)
  },
)
