import * as z from 'zod'
import { isNumberKind } from '../../table/column.js'
import { type ColumnSchema, levelsOf } from '../../table/schema.js'
import {
  below,
  checkStretches,
  codes,
  count,
  donorTree,
  each,
  floats,
  ints,
  numbers,
  pass,
  real,
  record,
  type Shape,
  support,
  treeNodes,
  weights,
} from './parts.js'

/** Parts of laws may have parts, so deep at most. */
const deepest = 4

/** A law over codes below `kinds`, given so many columns before. */
function conditionalOf(before: number, kinds: number, depth = 0): Shape {
  return record(
    { kind: z.enum(['bag', 'shifted', 'boosted', 'blend', 'two-part']), predictors: ints({ from: 0, end: before }).nullable() },
    (law, context) => {
      const features = law.predictors ? law.predictors.length : before
      pass(record(partsOf(law.kind, features, kinds, depth, law)), law, context, [])
    },
  )
}

function partsOf(kind: string, features: number, kinds: number, depth: number, law: { readonly shares?: unknown }): Record<string, Shape> {
  if (kind === 'bag') return { trees: z.array(donorTree(features, kinds)).min(1).max(256), isDealt: z.literal(true).optional() }
  if (kind === 'shifted')
    return {
      trees: z.array(shiftedTree(features, kinds)).min(1).max(256),
      uppers: floats({ length: kinds, ascending: true }),
      counts: weights({ length: kinds }),
    }
  if (kind === 'boosted') {
    const { codes: handed } = law as { codes?: Int32Array }
    const classes = handed instanceof Int32Array ? handed.length : 0
    return {
      codes: ints({ atLeast: 1, from: 0, end: kinds, ascending: true }),
      model: record({ shares: weights({ length: classes }), trees: z.array(factorTree(features, classes)) }),
    }
  }
  if (depth >= deepest) return { parts: z.never({ error: 'are nested without end' }) }
  if (kind === 'two-part')
    return { atom: below(kinds), whether: conditionalOf(features, 2, depth + 1), rest: conditionalOf(features, kinds, depth + 1) }
  const { parts } = law as { parts?: unknown[] }
  return {
    parts: z
      .array(conditionalOf(features, kinds, depth + 1))
      .min(1)
      .max(64),
    weights: weights({ length: Array.isArray(parts) ? parts.length : 0 }),
  }
}

function factorTree(features: number, classes: number): Shape {
  return treeNodes(
    features,
    (nodes) => ({ leaf: ints({ length: nodes }), factors: weights() }),
    ({ leaf, factors }, leaves, context) => {
      if (!leaves.every((node) => leaf[node] >= 0 && (leaf[node] + 1) * classes <= factors.length))
        context.addIssue({ code: 'custom', path: ['leaf'], message: 'leads beyond the factors' })
    },
  )
}

function shiftedTree(features: number, kinds: number): Shape {
  const boosted = record({
    classes: z.int().min(0).max(1),
    base: floats({ atLeast: 1 }),
    trees: z.array(treeNodes(features, (nodes) => ({ value: floats({ length: nodes }) }))),
  })
  const location = record({ tables: each(Array.from({ length: features }), () => floats()), boosted })
  return treeNodes(
    features,
    (nodes) => {
      const place = ints({ length: nodes })
      const ends = { start: place, end: place, atomStart: place, atomEnd: place }
      const reach = { least: place.optional(), greatest: place.optional() }
      return { ...ends, ...reach, residuals: numbers(Float32Array), atoms: codes({ end: kinds }), location }
    },
    (tree, leaves, context) => {
      checkStretches(leaves, tree.start, tree.end, { length: tree.residuals.length, fewest: 0 }, context)
      checkStretches(leaves, tree.atomStart, tree.atomEnd, { length: tree.atoms.length, fewest: 0 }, context)
    },
  )
}

const gapsOf = (before: number): Shape =>
  record({
    code: z.int().min(-1),
    rules: z.array(
      record({ position: below(before), mark: z.int().min(0), when: z.enum(['gap', 'value']), makes: z.enum(['gap', 'value']) }),
    ),
  })

/** How the column is drawn at this place of a way. */
function stepOf(column: ColumnSchema, names: readonly string[]): Shape {
  const before = names.length
  const isNumber = isNumberKind(column.kind)
  const fields = { edges: isNumber ? floats({ ascending: true }) : z.null(), support: isNumber ? support : z.null() }
  return record(fields, (step, context) => {
    const kinds = isNumber ? (step.support?.values.length ?? 0) : levelsOf(column).length + 1
    const identity = record({
      constant: real,
      scale: z.number().positive(),
      terms: z.array(record({ name: z.enum(['', ...names]), sign: z.union([z.literal(1), z.literal(-1)]) })).min(1),
    })
    const rest = {
      presence: conditionalOf(before, 2).nullable(),
      values: conditionalOf(before, kinds).nullable(),
      gaps: gapsOf(before).nullable(),
      identity: identity.nullable(),
    }
    pass(record(rest), step, context, [])
    if (isNumber && step.values && !step.support) context.addIssue({ code: 'custom', path: ['support'], message: 'is missing' })
  })
}

const given = (steps: number): Shape =>
  record({ candidates: z.int().min(1).max(100_000), bound: count.nullable(), allowed: z.array(z.unknown()).max(steps) }).nullable()

/** One or more orders in which all columns are drawn. */
export function treesShape(columns: readonly ColumnSchema[]): Shape {
  const byName = new Map(columns.map((column) => [column.name, column]))
  const way = record({ steps: z.array(z.looseObject({ name: z.string() })) }, (own, context) => {
    const names: string[] = own.steps.map(({ name }: { name: string }) => name)
    if (names.length !== columns.length || new Set(names).size !== names.length || !names.every((name) => byName.has(name)))
      return context.addIssue({ code: 'custom', path: ['steps'], message: 'do not draw each column once' })
    for (const [i, name] of names.entries())
      pass(stepOf(byName.get(name) as ColumnSchema, names.slice(0, i)), own.steps[i], context, ['steps', i])
    pass(given(names.length), own.given, context, ['given'])
    if (own.given) {
      const allowed = (name: string): Shape => {
        const step = own.steps[names.indexOf(name)]
        const kinds = step.support?.values?.length ?? levelsOf(byName.get(name) as ColumnSchema).length + 1
        return record({ codes: numbers(Uint8Array, { length: kinds }), missing: z.boolean() }).nullable()
      }
      pass(each(names.slice(0, own.given.allowed?.length ?? 0), allowed), own.given.allowed, context, ['given', 'allowed'])
    }
  })
  return record({ ways: z.array(way).min(1).max(1000) })
}
