import { aggregatedParent } from '../../evaluate/relations/aggregates.js'
import {
  type ComparedRelation,
  type ComparedSchema,
  comparedOf,
  type DatabaseView,
  databaseView,
  tableOf,
} from '../../evaluate/relations/view.js'
import { mix } from '../../random/permutation.js'
import type { Database } from '../../relations/database.js'
import type { DatabaseSchema } from '../../relations/schema.js'
import { isNumberColumn } from '../../table/column.js'
import { ownValue } from '../../table/own.js'
import { parseSchema } from '../../table/shape/schema.js'
import { type Closeness, measureNearness } from '../holdout/closeness.js'

/** How near synthetic families, rows of a table with all that refers to them, come to real ones. Plain data. */
export interface FamilyPrivacy {
  readonly parent: string
  /** Share of synthetic families with children whose row and whose children are those of a training family; the same of unseen real ones. */
  readonly exact: number
  readonly exactUnseen: number | null
  /** Nearness of rows with what their children are together to those that were learned from, beside as many that weren't; null without such. */
  readonly closeness: Closeness | null
}

/** Privacy with the family as unit, for each table that others refer to. `unseen` are real families that no model saw. */
export function familyPrivacy(
  training: Database,
  unseen: Database | null,
  synthetic: Database,
  schema: DatabaseSchema,
  { seed = 1, lookups = [] }: { readonly seed?: number; readonly lookups?: readonly string[] } = {},
): FamilyPrivacy[] {
  const compared = comparedOf(schema, lookups)
  const [own, other, made] = [training, unseen, synthetic].map((tables) => tables && databaseView(tables, schema)) as [
    DatabaseView,
    DatabaseView | null,
    DatabaseView,
  ]
  const parents = [...new Set(compared.relations.filter(({ isLookup }) => !isLookup).map(({ parent }) => parent))]
  return parents.flatMap((parent) => {
    const relations = compared.relations.filter((relation) => relation.parent === parent && relation.child !== parent)
    const columns = [parent, ...relations.map(({ child }) => child)].reduce((sum, name) => sum + (compared.columns[name]?.length ?? 0), 0)
    if (relations.length === 0 || columns === 0) return []
    const known = new Set(familyTexts(own, compared, parent, relations))
    const exactOf = (view: DatabaseView): number => {
      const families = familyTexts(view, compared, parent, relations)
      return families.filter((text) => known.has(text)).length / Math.max(1, families.length)
    }
    const [a, b, c] = [own, other, made].map((view) => view && aggregatedParent(view, compared, parent)) as [Made, Made | null, Made]
    const named = parseSchema({ columns: a.columns.map(({ role: _, ...column }) => column) })
    const closeness = b ? measureNearness({ training: a.table, holdout: b.table }, c.table, named, seed) : null
    return [{ parent, exact: exactOf(made), exactUnseen: other ? exactOf(other) : null, closeness }]
  })
}

type Made = ReturnType<typeof aggregatedParent>

/** A text for each family with children: the row's cells, and those of its children in any order. */
function familyTexts(view: DatabaseView, compared: ComparedSchema, parent: string, relations: readonly ComparedRelation[]): string[] {
  const own = rowHashes(view, compared, parent)
  const children: number[][] = Array.from(own, () => [])
  for (const [r, { child, index }] of relations.entries()) {
    const hashes = rowHashes(view, compared, child)
    const links = view.links[index]
    for (let row = 0; row < links.length; row++) if (links[row] >= 0) children[links[row]]?.push(mix(hashes[row], r, 1))
  }
  return children.flatMap((hashes, row) => (hashes.length === 0 ? [] : [`${own[row]} ${hashes.sort((a, b) => a - b).join(' ')}`]))
}

/** A number for the compared cells of each row, the same for the same cells in whichever database. */
function rowHashes(view: DatabaseView, { columns }: ComparedSchema, name: string): Uint32Array {
  const table = tableOf(view, name)
  const hashes = new Uint32Array(table.rows)
  for (const [c, { name: column }] of (ownValue(columns, name) ?? []).entries()) {
    const cells = table.column(column)
    const levels = isNumberColumn(cells) ? null : cells.levels.map(hashText)
    for (let row = 0; row < table.rows; row++) {
      const value = cells.values[row]
      const hash = levels ? (value < 0 ? 1 : levels[value]) : hashText(String(value))
      hashes[row] = mix(hash, hashes[row], c)
    }
  }
  return hashes
}

function hashText(text: string): number {
  let hash = text.length
  for (let i = 0; i < text.length; i++) hash = mix(text.charCodeAt(i), hash, i)
  return hash
}
