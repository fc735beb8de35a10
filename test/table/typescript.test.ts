import ts from 'typescript'
import { expect, test } from 'vitest'
import * as zod from 'zod'
import { inferSchema } from '../../src/table/inference/infer.js'
import { rawFromRows, toRows } from '../../src/table/rows.js'
import type { Schema } from '../../src/table/schema.js'
import { typescriptOf } from '../../src/table/typescript.js'
import { decode } from '../../src/table/typing/decode.js'

const rows = Array.from({ length: 60 }, (_, i) => ({
  id: `K-${1000 + 7 * i}`,
  age: i % 7 === 0 ? null : 20 + (i % 40),
  'height (m)': 1.5 + ((i * 37) % 50) / 100,
  vip: i % 3 === 0,
  since: new Date(Date.UTC(2020, i % 12, 1 + (i % 28))),
  grade: (i % 3) + 1,
  town: ["L'Aquila", 'Say "Hi"', 'Köln'][i % 3],
  class: 'a',
}))

/** The module as a program would see it. */
function load(text: string): Record<string, zod.ZodType> {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } })
  const exports: Record<string, zod.ZodType> = {}
  new Function('exports', 'require', outputText)(exports, () => zod)
  return exports
}

const schemaOf = (given: readonly object[]): Schema => inferSchema(rawFromRows(given)).schema

test('the validator of a table takes its rows, and no row with a cell of another type', () => {
  const schema = schemaOf(rows)
  const text = typescriptOf(schema, 'loan payments')
  const validator = load(text).loanPaymentsSchema as zod.ZodType
  const objects = toRows(decode(rawFromRows(rows), schema), schema)
  for (const row of objects) expect(validator.safeParse(row).error).toBeUndefined()
  for (const [name, wrong] of Object.entries({ age: 'old', 'height (m)': null, vip: 'yes', since: '2020-01-01', town: 'Rome' })) {
    expect(validator.safeParse({ ...objects[0], [name]: wrong }).success, name).toBe(false)
  }
})

test('the interface says what the rows hold', () => {
  const text = typescriptOf(schemaOf(rows), 'loan payments')
  expect(text).toContain('export interface LoanPayments {')
  for (const line of [
    'readonly id: string',
    'readonly age: number | null',
    "readonly 'height (m)': number",
    'readonly vip: boolean',
    'readonly since: Date',
    `readonly town: 'Köln' | 'L\\'Aquila' | 'Say "Hi"'`,
  ])
    expect(text).toContain(`  ${line}\n`)
})

test('any name makes a name', () => {
  const schema = schemaOf([{ "it's": 1 }, { "it's": 2 }])
  expect(typescriptOf(schema, '2024 städte')).toContain('interface Row2024Städte')
  expect(typescriptOf(schema, '-')).toContain('interface Row {')
  expect(typescriptOf(schema, 'x')).toContain("readonly 'it\\'s': ")
})

test('objects in rows are objects', () => {
  const nested = Array.from({ length: 30 }, (_, i) => ({
    user: i % 4 === 0 ? null : { 'first name': ['Ann', 'Bo'][i % 2], at: { lat: i / 7 } },
    tags: Array.from({ length: i % 3 }, (_, k) => k),
  }))
  const schema = schemaOf(nested)
  const text = typescriptOf(schema, 'x')
  expect(text).toContain(
    `  readonly user: { readonly 'first name': 'Ann' | 'Bo' | null; readonly at: { readonly lat: number | null } | null } | null\n`,
  )
  const validator = load(text).xSchema as zod.ZodType
  const objects = toRows(decode(rawFromRows(nested), schema), schema)
  for (const row of objects) expect(validator.safeParse(row).error).toBeUndefined()
  expect(validator.safeParse({ ...objects[1], user: 'Ann' }).success).toBe(false)
})
