import { permuteIndex } from '../../../src/random/permutation.js'
import { checkDatabase } from '../../../src/relations/check.js'
import type { Database } from '../../../src/relations/database.js'
import type { DatabaseSchema } from '../../../src/relations/schema.js'

/** Everything that makes a database whole: keys unique, every reference to a row that is there. Throws otherwise. */
export function expectWhole(database: Database, schema: DatabaseSchema): void {
  checkDatabase(database, { ...schema, relations: schema.relations.map((relation) => ({ ...relation })) })
}

/** A number in [0, 1) that an index names. */
export const noise = (i: number, seed = 1): number => permuteIndex(i % 4096, 4096, seed) / 4096
