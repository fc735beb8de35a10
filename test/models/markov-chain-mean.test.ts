import { expect, test } from 'vitest'
import { arrange } from '../../src/models/markov-chain/fit/arrange.js'
import { type BaseCoding, codeOf } from '../../src/models/markov-chain/fit/bases.js'
import { entryTable } from '../../src/models/markov-chain/fit/entry.js'
import { historyOf } from '../../src/models/markov-chain/fit/history.js'
import { sequenceLayout } from '../../src/models/markov-chain/layout.js'
import { chainDefaults, treeSettings } from '../../src/models/markov-chain/settings.js'
import { encodeColumn } from '../../src/models/sequential-trees/fit/encoded.js'
import { createRng } from '../../src/random/rng.js'
import { withIdKeys } from '../../src/table/inference/sequence-keys.js'
import { schemaColumn } from '../../src/table/schema.js'
import { knownSequences } from '../support/sequences.js'
import { drawLines, fitChain, type Row, realLines } from './markov-chain-support.js'

/** What the mean must exceed for the next number to be large. Not 0, of which a sum would tell as much. */
const threshold = 0.3

const meanOf = (rows: readonly Row[]): number => {
  const values = rows.map(({ x }) => x as number | null).filter((x) => x !== null)
  return values.length === 0 ? Number.NaN : values.reduce((sum, x) => sum + x, 0) / values.length
}

/** Sequences of numbers on either side of 0 by chance, some missing: beyond 2 where the mean of those before is high, within 1 elsewhere. */
function sequencesByMean(count: number, seed: number) {
  const rng = createRng(seed)
  return knownSequences(
    Array.from({ length: count }, (_, i) => {
      const rows: Row[] = []
      for (let at = 0; at < 10; at++) {
        const size = rng.uniform() + (meanOf(rows) > threshold ? 2 : 0)
        const x = rng.uniform() < 0.5 ? size : -size
        rows.push({ id: `S${i}`, at, x: rng.uniform() < 0.1 ? null : x })
      }
      return rows
    }).flat(),
  )
}

test('what training rows see of a column of numbers is the mean over the rows before them in their sequence', () => {
  const data = sequencesByMean(60, 1)
  const { table, schema } = withIdKeys(data.table, data.schema)
  const rows = arrange(table, schema)
  const layout = sequenceLayout(rows, true, 1)
  const settings = treeSettings(chainDefaults)
  const encoded = new Map(
    layout.dynamics.map((name) => [name, encodeColumn(rows.table.column(name), schemaColumn(schema, name), settings)]),
  )
  const entries = entryTable(rows, layout, schema, new Int32Array(60))
  const { numbers, past } = historyOf(rows, layout, schema, encoded, entries, null)
  const base = numbers.mean(layout.dynamics.indexOf('x'))
  const coding = past.codings[base] as BaseCoding
  const wanted = realLines(data).flatMap((line) => line.map((_, at) => codeOf(coding, meanOf(line.slice(0, at)))))
  expect([...(past.codes[base] as Uint16Array)]).toEqual(wanted)
})

test('drawn rows look back on the mean of the drawn rows before them, as training rows did', async () => {
  const lines = await drawLines(await fitChain(sequencesByMean(500, 2)), 300)
  const later = lines.flatMap((line) => line.slice(1).map(({ x }, i) => ({ x: x as number | null, mean: meanOf(line.slice(0, i + 1)) })))
  const known = later.filter(({ x }) => x !== null)
  const agreeing = known.filter(({ x, mean }) => Math.abs(x as number) > 1.5 === mean > threshold)
  // In the training rows all agree. By the last value, a sum, or a mean that runs on over sequences, one row in five or more does not.
  expect(agreeing.length / known.length).toBeGreaterThan(0.9)
})
