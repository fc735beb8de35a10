import { expect, test } from 'vitest'
import { parseDatabaseModel, stringifyDatabaseModel } from '../../../src/models/relational/model-file.js'
import { fitDatabase, sampleDatabase } from '../../../src/pipeline/jobs/database.js'
import { cellAt } from '../../../src/relations/carried/agreement.js'
import type { Table } from '../../../src/table/table.js'
import { databaseOf } from '../../relations/support.js'
import { expectWhole, noise, numbers } from './support.js'

/** Kinds of files, each of which is there once, with a size that isn't, and files of these kinds. */
const names = ['mp3', 'aac', 'flac', 'ogg', 'wav', 'aiff', 'opus']
const { database, schema } = databaseOf(
  {
    kinds: names.map((name, i) => ({ id: i + 1, name, lossy: i % 2 ? 'y' : 'n' })),
    files: numbers(90).map((i) => ({ id: i + 1, kind: 1 + Math.floor(7 * noise(i, 2)), size: Math.floor(900 * noise(i, 3)) })),
  },
  { kinds: ['id'], files: ['id'] },
  ['files.kind -> kinds.id'],
)
const namesIn = (kinds: Table): (string | number | null)[] => numbers(kinds.rows).map((row) => cellAt(kinds.column('name'), row))

test('a short table repeats no value where real rows repeat none, and none before all are there where it grows', async () => {
  const fitted = await fitDatabase(database, { schema, options: { trees: 2 } })
  const model = parseDatabaseModel(stringifyDatabaseModel(fitted))
  expect(model.tables.find(({ name }) => name === 'kinds')?.distinct).toEqual(['name'])
  for (const seed of [1, 2, 3, 4]) {
    const drawn = await sampleDatabase(model, { seed })
    expectWhole(drawn, model.schema)
    expect(namesIn(drawn.kinds as Table).sort()).toEqual([...names].sort())
    const twice = await sampleDatabase(model, { seed, scale: 2 })
    expect(twice.kinds?.rows).toBe(14)
    expect(new Set(namesIn(twice.kinds as Table)).size).toBe(7)
  }
})
