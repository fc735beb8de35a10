import { expect, test } from 'vitest'
import { readDatabase } from '../../src/index.js'
import { fromSdvMetadata, toSdvMetadata } from '../../src/relations/sdv.js'

const metadata = {
  METADATA_SPEC_VERSION: 'V1',
  tables: {
    guests: {
      primary_key: 'guest_id',
      columns: {
        guest_id: { sdtype: 'id', regex_format: 'G-[0-9]{4}' },
        hotel_id: { sdtype: 'id', regex_format: 'HID_[A-Z]{2}\\d{3}' },
        stars: { sdtype: 'numerical', computer_representation: 'Int64' },
        rate: { sdtype: 'numerical', decimal_places: 2 },
        checkin: { sdtype: 'datetime', datetime_format: '%d %b %Y' },
        room: { sdtype: 'categorical' },
        vip: { sdtype: 'boolean' },
        mail: { sdtype: 'email', pii: true },
        odd: { sdtype: 'unknown', surprise: 1 },
      },
    },
    hotels: {
      primary_key: ['hotel_id', 'year'],
      columns: { hotel_id: { sdtype: 'id' }, year: { sdtype: 'numerical', decimal_places: 0 } },
    },
  },
  relationships: [
    { parent_table_name: 'hotels', parent_primary_key: 'hotel_id', child_table_name: 'guests', child_foreign_key: 'hotel_id' },
  ],
}

test('metadata of SDV become a schema, and what has no place in it is said', () => {
  const { schema, notes } = fromSdvMetadata(metadata)
  expect(schema.tables.guests?.columns).toMatchObject([
    { name: 'guest_id', kind: 'id', pattern: 'G-{d:4}', role: 'key' },
    { kind: 'id', pattern: 'HID_{A:2}{d:3}' },
    { kind: 'integer' },
    { kind: 'numeric', decimals: 2 },
    { kind: 'datetime', format: '%d %b %Y', unit: 'day' },
    { kind: 'categorical', levels: [] },
    { kind: 'boolean' },
    { kind: 'text', meaning: 'email' },
    { kind: 'text' },
  ])
  expect(schema.tables.hotels?.key).toEqual(['hotel_id', 'year'])
  expect(schema.relations).toMatchObject([{ child: 'guests', columns: ['hotel_id'], parent: 'hotels', key: ['hotel_id'] }])
  expect(notes).toEqual(['guests.odd: has no place in a schema and is left out: surprise'])
})

test('and back: keys, relations and kinds are the same', () => {
  const back = toSdvMetadata(fromSdvMetadata(metadata).schema) as typeof metadata
  expect(back.relationships).toEqual(metadata.relationships)
  expect(back.tables.hotels.primary_key).toEqual(['hotel_id', 'year'])
  expect(back.tables.guests.columns).toMatchObject({
    guest_id: { sdtype: 'id', regex_format: 'G-[0-9]{4}' },
    hotel_id: { sdtype: 'id', regex_format: 'HID_[A-Z]{2}[0-9]{3}' },
    stars: { sdtype: 'numerical', computer_representation: 'Int64' },
    checkin: { sdtype: 'datetime', datetime_format: '%d %b %Y' },
    mail: { sdtype: 'email', pii: true },
  })
})

test('what metadata leave open is found in the rows that are read with them', async () => {
  const { schema } = fromSdvMetadata({
    tables: {
      shops: { primary_key: 'nr', columns: { nr: { sdtype: 'id' }, kind: { sdtype: 'categorical' } } },
      sales: { columns: { shop: { sdtype: 'id' }, sum: { sdtype: 'numerical' } } },
    },
    relationships: [{ parent_table_name: 'shops', parent_primary_key: 'nr', child_table_name: 'sales', child_foreign_key: 'shop' }],
  })
  const shops = [1, 2, 3].map((nr) => ({ nr, kind: nr === 1 ? 'big' : 'small' }))
  const read = await readDatabase({ shops, sales: [1, 1, 2].map((shop) => ({ shop, sum: 2.5 * shop })) }, { schema })
  expect(read.schema.tables.shops?.columns).toMatchObject([
    { name: 'nr', kind: 'id' },
    { name: 'kind', levels: ['big', 'small'] },
  ])
  expect(read.schema.relations).toMatchObject([{ child: 'sales', parent: 'shops' }])
})

test('other JSON is refused with what is wrong', () => {
  expect(() => fromSdvMetadata({ columns: {} }, 'meta.json')).toThrow(/meta\.json: is no metadata of several tables as SDV writes them/)
})
