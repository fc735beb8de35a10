import * as z from 'zod'
import type { DatabaseSchema } from '../../relations/schema.js'
import { isNumberKind } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import { firstFar } from '../relational/views.js'
import { modelledSchema } from '../shell/layout.js'
import type { FittedModel } from '../synthesizer.js'
import { chainStep, codingShape, drawnShape } from './chain.js'
import { below, each, floats, ints, numbers, pass, record, type Shape, support, treeNodes, weights, whole } from './parts.js'

const parts = ['owner', 'self', 'partner', 'second', 'lookup', 'earlier', 'late', 'implied'] as const
/** Rows of a table, and children that a match may weigh. */
const mostRows = 1e9
const text = z.string()

interface Relation {
  readonly child: string
  readonly parent: string
  readonly part: (typeof parts)[number]
}

/** The plan of a database of these tables. */
export const planShape = ({ tables }: DatabaseSchema): Shape => {
  const names = Object.keys(tables)
  const isColumn = (table: string, column: unknown): boolean => tables[table]?.columns.some(({ name }) => name === column) === true
  const table = z.enum(['', ...names])
  const relation = record(
    {
      child: table,
      parent: table,
      columns: z.array(text).min(1),
      key: z.array(text).min(1),
      part: z.enum(parts),
      path: z.array(whole).length(2).optional(),
    },
    ({ child, parent, columns, key, part, path }, context) => {
      const known = columns.every((column: string) => isColumn(child, column)) && key.every((column: string) => isColumn(parent, column))
      if (!known || columns.length !== key.length) context.addIssue({ code: 'custom', message: 'names columns that there are not' })
      if ((part === 'implied') !== (path !== undefined) || ((part === 'self' || part === 'earlier') && child !== parent))
        context.addIssue({ code: 'custom', path: ['part'], message: 'is not what its relation is' })
    },
  )
  return record({ tables: z.array(table), relations: z.array(relation), notes: z.array(text) }, (plan, context) => {
    const order: string[] = plan.tables
    if (order.length !== names.length || new Set(order).size !== names.length)
      context.addIssue({ code: 'custom', path: ['tables'], message: 'do not have each table once' })
    const relations: (Relation & { path?: [number, number] })[] = plan.relations
    for (const [i, { child, parent, path }] of relations.entries()) {
      if (!path) continue
      const [first, second] = path.map((step) => relations[step])
      const leads = first?.child === child && second?.child === first.parent && second.parent === parent
      if (!leads || first.part === 'implied' || second.part === 'implied')
        context.addIssue({ code: 'custom', path: ['relations', i, 'path'], message: 'does not lead there' })
    }
    const owned = new Map<string, string>()
    for (const { child, parent, part } of relations) {
      const [row, owner] = part === 'partner' ? [parent, child] : [child, parent]
      if (part !== 'owner' && part !== 'self' && part !== 'partner') continue
      const late = part !== 'self' && order.indexOf(owner) >= order.indexOf(row)
      if (owned.has(row) || late)
        context.addIssue({ code: 'custom', path: ['relations'], message: `give ${row} an owner twice or too late` })
      owned.set(row, owner)
    }
  })
}

/** A table of this database; what other tables have is checked by name alone. */
export function tableShape(schema: DatabaseSchema, relations: readonly Relation[], name: string): Shape {
  const own = schema.tables[name]?.columns ?? []
  const relation = below(relations.length)
  const column = z.enum(['', ...own.map((other) => other.name)])
  const virtual = record({ name: text, kind: z.enum(['count', 'mean', 'level']), relation, column: text.nullable(), levels: z.array(text) })
  const path = z.array(relation).min(1).max(4)
  const copy = record({ column, path, from: text, partly: z.boolean() }, ({ path: steps, from }, context) => {
    let at = name
    for (const step of steps as number[]) at = relations[step]?.child === at ? (relations[step]?.parent ?? '') : ''
    if (!schema.tables[at]?.columns.some((other) => other.name === from))
      context.addIssue({ code: 'custom', message: 'leads to no column' })
  })
  const total = record(
    {
      column,
      relation,
      what: z.enum(['sum', 'count', 'mean', 'min', 'max']),
      columns: z.array(text).max(2),
      partly: z.boolean(),
      childless: z.boolean(),
      decimals: z.int().min(0).max(20),
    },
    ({ relation: of, columns }, context) => {
      const child = schema.tables[relations[of]?.child ?? '']?.columns ?? []
      if (relations[of]?.parent !== name || !columns.every((wanted: string) => child.some((other) => other.name === wanted)))
        context.addIssue({ code: 'custom', message: 'adds up columns that there are not' })
    },
  )
  const fields = {
    rows: whole.max(mostRows),
    strays: whole.max(mostRows),
    shell: z.looseObject({}),
    drawn: z.array(text),
    virtuals: z.array(virtual),
    views: z.array(
      z
        .array(record({ relation, back: z.boolean(), all: z.optional(z.literal(true)) }))
        .min(1)
        .max(2),
    ),
    bases: z.array(record({ view: whole, name: text })),
    seen: z.array(record({ name: text, coding: codingShape })),
    generations: z.array(whole.max(mostRows)),
    made: z.array(record({ column, pattern: text, start: z.number() })),
    unique: record({ columns: z.array(text), within: z.enum(['owner', 'table']) }).nullable(),
    distinct: z.array(column),
    copies: z.array(copy),
    totals: z.array(total),
  }
  return record(fields, (state, context) => {
    const shell = state.shell as FittedModel
    const views = firstFar + state.views.length
    const modelled = modelledSchema(shell.schema, shell.derivations).columns
    const bases = state.bases.length
    for (const [i, { view }] of state.bases.entries()) pass(below(views), view, context, ['bases', i, 'view'])
    const more = {
      codings: each(state.bases as unknown[], () => codingShape),
      steps: z.array(columnStep(modelled, bases, views, state.views.length)),
      virtualSteps: z.array(chainStepOf(bases, views, state.virtuals)),
      ages: z.array(record({ relation, step: record({ values: drawnShape(bases, views, 1000).nullable() }) })),
      lookup: z.array(lookupColumn(state.rows)).nullable(),
    }
    pass(record(more), state, context, [])
    const drawn = new Set((state.steps ?? []).map((step: { name?: unknown } | null) => step?.name))
    if (state.steps?.length > 0 && modelled.some((other) => !drawn.has(other.name)))
      context.addIssue({ code: 'custom', path: ['steps'], message: 'do not draw each column' })
  })
}

/** How a column of a table with an owner is drawn. */
function columnStep(columns: readonly ColumnSchema[], bases: number, views: number, far: number): Shape {
  return record({ name: z.enum(['', ...columns.map(({ name }) => name)]) }, (step, context) => {
    const law = chainStep(
      columns.find(({ name }) => name === step.name),
      bases,
      views,
    )
    const change = record({ support }, (own, inner) =>
      pass(drawnShape(bases, views, own.support?.values.length ?? 0), own.values, inner, ['values']),
    )
    const rule = z.union([
      record({ kind: z.literal('static') }),
      record({ kind: z.literal('place'), start: z.number() }),
      record({
        kind: z.literal('copy'),
        view: z
          .int()
          .min(firstFar)
          .max(firstFar + far - 1),
        column: text,
      }),
    ])
    pass(record({ first: law, later: law.nullable(), change: change.nullable(), rule: rule.nullable() }), step, context, [])
    const column = columns.find(({ name }) => name === step.name)
    if (column && isNumberKind(column.kind) !== (step.first?.support !== null) && step.rule === null)
      context.addIssue({ code: 'custom', path: ['first', 'support'], message: 'is not of its kind of column' })
  })
}

function chainStepOf(bases: number, views: number, virtuals: readonly { readonly levels: readonly string[] }[]): Shape {
  const most = virtuals.reduce((sum, { levels }) => Math.max(sum, levels.length), 0)
  return record({ name: text, support }, (step, context) => {
    const kinds = step.support ? step.support.values.length : most + 1
    const flag = drawnShape(bases, views, 2).nullable()
    pass(record({ presence: flag, same: flag, values: drawnShape(bases, views, kinds).nullable() }), step, context, [])
  })
}

function lookupColumn(rows: number): Shape {
  return record({ name: text, kind: text }, (column, context) => {
    if (isNumberKind(column.kind)) return pass(floats({ length: rows }), column.values, context, ['values'])
    pass(z.array(text), column.levels, context, ['levels'])
    pass(ints({ length: rows, from: -1, end: column.levels?.length ?? 0 }), column.values, context, ['values'])
  })
}

/** How children find a row of a second parent. */
export const matchShape = (relations: number): Shape =>
  record(
    { classes: whole.min(1).max(mostRows), unique: z.boolean(), weights: weights().nullable(), tree: z.unknown(), step: z.unknown() },
    ({ tree, classes, diamond, stated }, context) => {
      const classTree = record(
        {
          bases: z.array(record({ view: whole, name: text })),
          ranks: z.array(numbers(Uint16Array).nullable()),
          classes: z.literal(classes),
        },
        (own, inner) => {
          if (own.ranks.length !== own.bases.length)
            inner.addIssue({ code: 'custom', path: ['ranks'], message: 'are not as many as its bases' })
          const nodes = treeNodes(own.bases.length, (size) => ({ leaf: ints({ length: size, from: -1, end: classes }) }))
          pass(nodes, { ...own, sets: new Uint32Array() }, inner, [])
        },
      )
      pass(classTree.nullable(), tree, context, ['tree'])
      const way = z.array(record({ relation: below(relations), back: z.boolean() })).max(4)
      pass(record({ near: way, far: way }).nullable(), diamond, context, ['diamond'])
      pass(record({ missing: z.number().min(0).max(1), before: z.boolean() }).optional(), stated, context, ['stated'])
    },
  ).nullable()
