import { varianceFor } from '../../../dp/accounting/budget.js'
import { approximately } from '../../../dp/accounting/rational.js'
import type { PrivateRows, RowsAtHand } from '../../../dp/domain/coded-rows.js'
import { projectCounts } from '../../../dp/one-way-marginals.js'
import type { Measurement } from '../../../dp/pgm/factor-tables.js'
import { projection, scopeSize } from '../../../dp/pgm/scope.js'
import { chooseFamilies, type ParentFamily, scopeOf } from '../../../dp/select/choose-families.js'
import { sequenceKeyOf } from '../../../table/inference/sequence-keys.js'
import type { Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { measureTables, sharedTables } from '../../private/measure-tables.js'
import { refuseOptions } from '../../private/refusals.js'
import { releaseColumns } from '../../private/released-columns.js'
import type { PrivateFit } from '../../synthesizer.js'
import type { ChainOptions } from '../options.js'
import { chainDefaults } from '../settings.js'
import { binLines, type PrivateChainPlan, privateChainPlan } from './lines.js'
import { type ChainNode, groupOfPlace, type PrivateChainState, placeGroups, privateChainSchema, variableSizes } from './state.js'

/** Shares of the budget; what is left of it counts the tables. */
const columnsShare = 0.25
const choicesShare = 0.15
/** Up to so many columns, groups of two are looked at for what a column depends on; else single ones. */
const fewColumns = 10
/** Cells of one table, at most. */
const mostCells = 1_000_000

/**
 * Sequences with differential privacy. Each of the columns of a row depends on up to two others: of the row, of the row before, or the place
 * in the sequence; so does whether the row is the last. Which ones is chosen by the exponential mechanism, and the tables are counted with
 * noise. Every count may move by all rows of a sequence that are used, so that whole sequences are protected.
 */
export const privateChain: PrivateFit<ChainOptions, PrivateChainState> = {
  state: privateChainSchema,
  async fit(gate, schema, options, { signal }) {
    refuseOptions('markov-chain', chainDefaults, options, Object.keys(chainDefaults) as (keyof ChainOptions)[])
    const longest = gate.rowsPerUnit
    const plan = privateChainPlan(schema)
    const lines = gate.through((table: PrivateRows) => linesOf(table, schema, plan, longest))
    const rest = 1 - columnsShare - choicesShare
    const inLines = lines.through(({ table }) => table)
    const released = await releaseColumns(inLines, plan.schema, { share: columnsShare, tableShare: rest })
    signal?.throwIfAborted()
    const { columns, measurements, total } = released
    const places = placeGroups(longest)
    const sizes = variableSizes(columns, places)
    const records = lines.through(({ table, position }) => {
      const coded = released.code(table)
      return 'bring' in coded ? coded.withRowBefore(places, released.sizes) : recordsOf(coded, position, places, released.sizes)
    })
    const shares = measurements.map(({ counts }) => projectCounts(counts, total).map((count) => count / total))
    const rho = approximately(gate.rho)
    const families = await chooseFamilies(records, [...roots(columns.length).map((root) => even(sizes[root])), ...shares], sizes, {
      rho: choicesShare * rho,
      spread: Math.sqrt(approximately(varianceFor((rest * rho) / columns.length, 1, gate.rowsPerUnit))),
      most: columns.length <= fewColumns ? 2 : 1,
      fits: (chosen) => scopeSize(scopeOf(chosen.at(-1) as ParentFamily), sizes) <= mostCells,
      roots: roots(columns.length),
    })
    const tables = await measureTables(records, sharedTables(families.map(scopeOf), sizes), { names: namesOf(released.names), sizes })
    const nodes = families.map((family, i) => nodeOf(family, tables[i], sizes, shares))
    const ends = columns.at(-1)?.margin
    const count = Math.max(1, ends?.kind === 'level' ? ends.counts[1] : 1)
    const sequences = { count, longest: powerOfTwo(longest) }
    return { state: { kind: 'private', columns, nodes, places, longest }, rows: Math.max(total, count), sequences }
  },
}

/** The rows in line; of those that lie elsewhere nothing but what their columns are then. */
function linesOf(rows: PrivateRows, schema: Schema, plan: PrivateChainPlan, most: number) {
  if (rows instanceof Table) return binLines(rows, schema, plan)
  const key = sequenceKeyOf(schema)?.name as string
  return {
    table: rows.inLine({ key, clock: plan.clock as NonNullable<PrivateChainPlan['clock']>, most, schema: plan.schema }),
    position: new Int32Array(),
  }
}

/** The place, and the columns of the row before. */
function roots(columns: number): number[] {
  return Array.from({ length: columns + 1 }, (_, variable) => variable)
}

function even(size: number): Float64Array {
  return new Float64Array(size).fill(1 / size)
}

function namesOf(names: readonly string[]): string[] {
  return ['place in the sequence', ...names.map((name) => `${name} of the row before`), ...names]
}

/** One record per row: the group of its place, the groups of the row before, and its own. */
function recordsOf({ rows, codes }: RowsAtHand, position: Int32Array, places: Int32Array, sizes: readonly number[]): RowsAtHand {
  const place = position.map((own) => groupOfPlace(places, own))
  const before = codes.map((own, i) => own.map((_, row) => (position[row] === 0 ? sizes[i] : own[row - 1])))
  return { rows, codes: [place, ...before, ...codes] }
}

/**
 * The table of a column given those that it depends on. Where its counts drown in the noise, it is the column as it is overall: that counts
 * for as many rows as the noise of a whole line of the table.
 */
function nodeOf(
  { child, parents }: ParentFamily,
  measured: Measurement,
  sizes: readonly number[],
  shares: readonly Float64Array[],
): ChainNode {
  const { scope, counts, variance } = measured
  const size = sizes[child]
  const [line, state] = [projection(scope, parents, sizes), projection(scope, [child], sizes)]
  const noisy = new Float64Array(counts.length)
  for (let cell = 0; cell < counts.length; cell++) noisy[line[cell] * size + state[cell]] = counts[cell]
  const overall = shares[child - (sizes.length - shares.length)]
  const weight = Math.sqrt(variance * size)
  const probabilities = new Float64Array(noisy.length)
  for (let start = 0; start < noisy.length; start += size) {
    const own = noisy.subarray(start, start + size)
    const rows = Math.max(
      0,
      own.reduce((sum, count) => sum + count, 0),
    )
    const projected = projectCounts(own, rows)
    for (let i = 0; i < size; i++) {
      probabilities[start + i] = (projected[i] + weight * overall[i]) / (rows + weight)
    }
  }
  return { variable: child, parents, probabilities }
}

function powerOfTwo(least: number): number {
  let power = 1
  while (power < least) power *= 2
  return power
}
