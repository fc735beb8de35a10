import { evaluate } from '../../src/evaluate/engine/evaluate.js'
import type { Evaluation } from '../../src/evaluate/evaluation.js'
import { createRng } from '../../src/random/rng.js'
import type { Column } from '../../src/table/column.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

/** Names and levels that would break a page or a terminal if they got through. */
export const hostile = [
  '<script>alert(1)</script>',
  '" onmouseover="alert(2)',
  "'><img src=x onerror=alert(3)>",
  '</style><svg onload=alert(4)>',
  'שלום עולם',
  '\u202eevil',
  '\u001b[31mred',
  '&lt;b&gt;',
  '😀 emoji',
  "$& $` $'",
]

let hostileOne: Promise<Evaluation> | undefined

/** An evaluation of a table whose columns and levels all have such names, made once. */
export function hostileEvaluation(): Promise<Evaluation> {
  hostileOne ??= evaluateHostile()
  return hostileOne
}

function evaluateHostile(): Promise<Evaluation> {
  const make = (seed: number) => {
    const rng = createRng(seed)
    return new Table(
      hostile.flatMap((name, index): Column[] => [
        { name, kind: 'categorical', values: Int32Array.from({ length: 80 }, () => rng.integer(hostile.length + 1) - 1), levels: hostile },
        { name: `${name} ${index}`, kind: 'datetime', values: Float64Array.from({ length: 80 }, () => 18_000 + rng.integer(1000)) },
      ]),
    )
  }
  const schema = parseSchema({
    columns: make(0)
      .columns.map(({ name, kind }) =>
        kind === 'categorical' ? { name, kind, levels: hostile } : { name, kind, format: '%Y-%m-%d', unit: 'day' },
      )
      .concat([{ name: '<i>id</i>', kind: 'id', pattern: '{n:1}' } as never]),
  })
  return evaluate({ training: make(1), synthetic: make(2), holdout: make(3) }, { schema, metrics: 'fast' })
}

const wideOnes = new Map<string, Promise<Evaluation>>()

/** An evaluation of this many number columns, half of which are off, made once. */
export function wideEvaluation(columns: number, rows = 60): Promise<Evaluation> {
  const known = wideOnes.get(`${columns} ${rows}`) ?? evaluateWide(columns, rows)
  wideOnes.set(`${columns} ${rows}`, known)
  return known
}

function evaluateWide(columns: number, rows: number): Promise<Evaluation> {
  const make = (seed: number, shift: number) => {
    const rng = createRng(seed)
    return new Table(
      Array.from({ length: columns }, (_, i) => ({
        name: `column ${i}`,
        kind: 'numeric' as const,
        values: Float64Array.from({ length: rows }, () => rng.normal() + (i % 2) * shift),
      })),
    )
  }
  const schema = parseSchema({ columns: make(0, 0).columns.map(({ name }) => ({ name, kind: 'numeric' })) })
  return evaluate({ training: make(1, 0), synthetic: make(2, 1), holdout: make(3, 0) }, { schema, metrics: 'fast' })
}
