import { compilePredicate } from '../../constraints/compile.js'
import { call, type Expression } from '../../constraints/language/expression.js'
import { ConstraintError, OptionError } from '../../errors.js'
import { tilt } from '../../learn/tilting/tilt.js'
import { type GroupedCells, wholeCells, wholeShares } from '../../learn/tilting/whole-shares.js'
import type { Demands } from '../../models/rules/acceptance.js'
import { blockUnits, drawnPiece, type RowLaw, type Sampler } from '../../models/shell/sample.js'
import type { FittedModel } from '../../models/synthesizer.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { lawGiven } from '../jobs/rules/law-given.js'
import { type Group, type Key, type Shares, shareGroups } from './weights/groups.js'

interface Wanted {
  readonly seed: number
  /** A condition, and rules besides those of the model. */
  readonly demands: Omit<Demands, 'model' | 'unless'>
  readonly share: Shares
  /** Of the whole run. */
  readonly rows: number
}

/** The model's law of rows in these groups. */
interface LawOfGroups {
  readonly law: RowLaw
  /** How it is conditioned on them where it is only approximately. */
  readonly approximation: string | null
}

/** Most combinations of groups, each of which is drawn on its own. */
const mostCells = 500

/**
 * A sampler whose run of so many rows has exactly the wanted shares: each combination of groups is drawn from the model's law given it, in whole
 * numbers by largest remainders. Several keys are weighted against each other as little as can be (I-projection of their joint law).
 */
export async function mixedSampler(
  model: FittedModel,
  { seed, demands: { where, rules, own }, share, rows }: Wanted,
): Promise<{ readonly sampler: Sampler; readonly shares: string; readonly notes: readonly string[] }> {
  const keys = await shareGroups(share, model.schema)
  const cells = cellsOf(keys)
  if (cells.length > mostCells) {
    throw new OptionError(
      'share',
      `makes ${cells.length.toLocaleString('en')} combinations of groups; name fewer levels, ${mostCells} combinations at most`,
    )
  }
  const lawOf = (groups: readonly Group[]): LawOfGroups => {
    const conditions = [where, ...groups.map((group) => group.where)].filter((condition) => condition !== undefined)
    const exceptions = groups.map(({ unless }) => unless).filter((condition) => condition !== undefined)
    const { law, approximation } = lawGiven(
      model,
      { where: joined('and', conditions), unless: joined('or', exceptions), rules, own },
      { exact: true },
    )
    return { law, approximation }
  }
  const counts = keys.length === 1 ? singleCounts(keys[0], rows) : jointCounts(model, keys, cells, rows, seed, lawOf)
  const drawn = cells.map((groups, i) => ({ groups, count: counts[i] })).filter(({ count }) => count > 0)
  const laws = drawn.map(({ groups }) => lawOf(groups))
  const notes = new Set(laws.flatMap(({ approximation }) => approximation ?? []))
  const sampler: Sampler = {
    model,
    seed,
    mixed: {
      laws: laws.map(({ law }) => law),
      counts: Int32Array.from(drawn, ({ count }) => count),
    },
  }
  const unit = model.provenance.sequences ? 'sequences' : 'rows'
  const groups = drawn.map(({ groups, count }) => `${count.toLocaleString('en')} ${groups.map(({ name }) => name).join(', ')}`)
  const shown = groups.length > 8 ? [...groups.slice(0, 7), `${groups.length - 7} more combinations`] : groups
  return { sampler, shares: `exact shares of ${unit}: ${shown.join('; ')}`, notes: [...notes] }
}

function joined(name: 'and' | 'or', parts: readonly Expression[]): Expression | undefined {
  return parts.length > 1 ? call(name, ...parts) : parts[0]
}

/** Every combination of one group of each key. */
function cellsOf(keys: readonly Key[]): Group[][] {
  return keys.reduce<Group[][]>((cells, { groups }) => cells.flatMap((cell) => groups.map((group) => [...cell, group])), [[]])
}

function singleCounts({ groups }: Key, rows: number): Int32Array {
  return wholeShares(
    groups.map(({ share }) => share),
    rows,
  )
}

/** Rows of each group of the first key from which the joint law of the keys is estimated. */
const rowsPerGroup = 4096

/** Rows of each combination: the joint law of the keys, moved to the shares of each as little as can be, in whole numbers with exactly these shares. */
function jointCounts(
  model: FittedModel,
  keys: readonly Key[],
  cells: readonly (readonly Group[])[],
  rows: number,
  seed: number,
  lawOf: (groups: readonly Group[]) => LawOfGroups,
): Int32Array {
  const [first, ...others] = keys as [Key, ...Key[]]
  const groupOf = keys.map(({ groups }, key) => Int32Array.from(cells, (cell) => groups.indexOf(cell[key])))
  const joint = new Float64Array(cells.length)
  first.groups.forEach((group, g) => {
    if (group.share === 0) return
    const drawn = drawnPiece(
      { ...lawOf([group]).law, seed: seed + g },
      { block: 0, start: 0, count: Math.min(rowsPerGroup, blockUnits(model)) },
    )
    const own = others.map((key) => groupOfRows(key, model.schema, drawn))
    const inCell = cells.map((_, cell) => (groupOf[0] as Int32Array)[cell] === g)
    for (let row = 0; row < drawn.rows; row++) {
      const cell = cells.findIndex((_, i) => inCell[i] && own.every((groups, k) => groups[row] === (groupOf[k + 1] as Int32Array)[i]))
      joint[cell] += group.share / drawn.rows
    }
  })
  const features: Float64Array[] = []
  const targets: number[] = []
  keys.forEach(({ groups }, key) => {
    groups.forEach(({ share }, g) => {
      features.push(Float64Array.from(groupOf[key] as Int32Array, (own) => (own === g ? 1 : 0)))
      targets.push(share)
    })
  })
  const { weights, reached } = tilt(features, joint, Float64Array.from(targets))
  const expected = weights.map((weight) => weight * rows)
  const wanted = keys.map((key) => singleCounts(key, rows))
  const counts = reached ? wholeCells({ expected, groupOf, wanted } satisfies GroupedCells) : null
  if (counts) return counts
  const names = keys.map(({ name }) => name).join(' and ')
  throw new ConstraintError(
    'share',
    `those of ${names} can't hold together: the model makes too few of their combinations; give shares of one of them`,
  )
}

/** The group of the key that each row is in. */
export function groupOfRows({ groups }: Key, schema: Schema, table: Table): Int32Array {
  const own = new Int32Array(table.rows).fill(-1)
  groups.forEach(({ where, unless }, g) => {
    const inside = where && compilePredicate(where, schema)(table)
    const outside = unless && compilePredicate(unless, schema)(table)
    for (let row = 0; row < own.length; row++) if ((!inside || inside[row]) && !outside?.[row]) own[row] = g
  })
  return own
}
