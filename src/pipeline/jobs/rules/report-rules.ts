import { checkRules } from '../../../constraints/rules/broken.js'
import { schemaLines } from '../../../models/rules/rules-of.js'
import type { Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { KeptRule } from './kept-rules.js'

/** How often rows break a rule. */
interface Breaches {
  readonly rows: number
  readonly broken: number
  /** The first rows that do, from 1. */
  readonly first: readonly number[]
}

/** A rule in a report: how it was kept where that is known, and how often each table breaks it. */
export interface ReportedRule {
  readonly rule: string
  readonly how: string | null
  readonly real: Breaches
  readonly synthetic: readonly Breaches[]
}

/** Rows that are named of a broken rule. */
const mostNamed = 5

/** The rules of a schema beside tables that should keep them; none where the schema has none. */
export function reportRules(schema: Schema, real: Table, synthetic: readonly Table[], kept: readonly KeptRule[] = []): ReportedRule[] {
  const lines = schemaLines(schema)
  if (lines.length === 0) return []
  const [own = [], ...others] = [real, ...synthetic].map((table) =>
    checkRules(table, schema, lines, real).map(({ broken }) => ({
      rows: table.rows,
      broken: broken.length,
      first: Array.from(broken.subarray(0, mostNamed), (row) => row + 1),
    })),
  )
  return lines.map(({ text }, i) => ({
    rule: text,
    how: kept.find(({ rule }) => rule === text)?.how ?? null,
    real: own[i] as Breaches,
    synthetic: others.map((table) => table[i] as Breaches),
  }))
}
