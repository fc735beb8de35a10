import { createRng } from '../../../random/rng.js'
import type { DrawPlan } from '../../../relations/plan.js'
import { intraclassCorrelation } from '../../../stats/association/intraclass.js'
import { isNumberColumn, type NumberColumn } from '../../../table/column.js'
import { FamilyRows } from '../draw/family.js'
import { prepareRun } from '../draw/prepare.js'
import type { RelationalModel } from '../state.js'
import type { Prepared } from './prepare.js'
import type { OwnerSketches } from './table/virtuals.js'

/** How much less alike than real ones drawn siblings are where it is worth a try to draw the mean of their column with their owner. */
const muchLess = 0.1
/** Seed of the rows that are drawn to find out. */
const trialSeed = 1

/** By relation, how alike rows of one owner are in each column of numbers: intraclass correlations of ranks. */
type Likeness = ReadonlyMap<number, ReadonlyMap<string, number>>

/**
 * The columns whose mean an owner's row should be drawn with: those in which rows drawn from `plain` are much less alike among siblings than real
 * ones, as far as rows drawn with these means are nearer to them. Long careers lose what makes one differ from another; most tables don't need it.
 */
export async function helpfulSketches(
  plan: DrawPlan,
  prepared: ReadonlyMap<string, Prepared>,
  fit: (sketches: OwnerSketches) => Promise<RelationalModel>,
): Promise<OwnerSketches> {
  const real = realLikeness(plan, prepared)
  if (![...real.values()].some((columns) => [...columns.values()].some((value) => value > muchLess))) return new Map()
  const plain = drawnLikeness(await fit(new Map()))
  const lacking = new Map(
    [...real].flatMap(([relation, columns]) => {
      const names = [...columns]
        .filter(([name, value]) => value - (plain.get(relation)?.get(name) ?? value) > muchLess)
        .map(([name]) => name)
      return names.length > 0 ? [[relation, names] as const] : []
    }),
  )
  if (lacking.size === 0) return lacking
  const sketched = drawnLikeness(await fit(lacking))
  return new Map([...lacking].filter(([relation]) => missOf(relation, real, sketched) < missOf(relation, real, plain)))
}

/** How far the likeness of a relation's rows is off, summed over columns. */
function missOf(relation: number, real: Likeness, drawn: Likeness): number {
  let miss = 0
  for (const [name, value] of real.get(relation) ?? []) miss += Math.abs(value - (drawn.get(relation)?.get(name) ?? 0))
  return miss
}

function realLikeness({ relations }: DrawPlan, prepared: ReadonlyMap<string, Prepared>): Likeness {
  return new Map(
    relations.flatMap(({ child, part }, relation) => {
      const table = prepared.get(child)
      if (part !== 'owner' || !table || prepared.get(relations[relation].parent)?.isLookup) return []
      const columns = table.seen.columns.filter((column) => isNumberColumn(column) && column.name !== table.order)
      return [[relation, likenessIn(columns as NumberColumn[], table.ownerRow)] as const]
    }),
  )
}

/** The same of rows that a model draws, as many as it learned from. */
function drawnLikeness(model: RelationalModel): Likeness {
  const run = prepareRun(model, { seed: createRng(trialSeed).integer(2 ** 31) })
  const families = run.blocks.map((block) => new FamilyRows(run, block))
  return new Map(
    model.plan.relations.flatMap(({ child, part }, relation) => {
      if (part !== 'owner') return []
      const locals = families.filter((family) => family.tables.includes(child)).map((family) => family.rows(child))
      const starts = [0]
      for (const { owner } of locals) starts.push(starts[starts.length - 1] + (owner?.rows ?? 0))
      const groups = locals.flatMap(({ ownerRow }, i) => Array.from(ownerRow, (row) => (row < 0 ? -1 : row + starts[i])))
      const names = locals[0]?.columns.columns.filter(isNumberColumn).map(({ name }) => name) ?? []
      const columns = names.map((name): NumberColumn => {
        const values = locals.flatMap((local) => Array.from(local.columns.column(name).values))
        return { name, kind: 'numeric', values: Float64Array.from(values) }
      })
      return [[relation, likenessIn(columns, Int32Array.from(groups))] as const]
    }),
  )
}

function likenessIn(columns: readonly NumberColumn[], groups: Int32Array): ReadonlyMap<string, number> {
  return new Map(
    columns.flatMap(({ name, values }) => {
      const value = intraclassCorrelation(values, groups)
      return value === null ? [] : [[name, value] as const]
    }),
  )
}
