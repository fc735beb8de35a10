import { expect, test } from 'vitest'
import { compilePredicate } from '../../../src/constraints/compile.js'
import { parseExpression } from '../../../src/constraints/language/parse.js'
import { checkRules } from '../../../src/constraints/rules/broken.js'
import { asLines } from '../../../src/constraints/rules/rule.js'
import { findModel } from '../../../src/models/index.js'
import { fitModel } from '../../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../../src/models/shell/model-file.js'
import { scoreTable } from '../../../src/pipeline/jobs/queries/score.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { prepareSampler } from '../../../src/pipeline/jobs/sampler.js'
import { createRng } from '../../../src/random/rng.js'
import { chiSquaredAbove } from '../../../src/stats/tests/chi-squared.js'
import { Table } from '../../../src/table/table.js'
import { known } from '../../support/tables.js'

const levels = { a: ['x', 'y', 'z'], b: ['p', 'q', 'r'], c: ['u', 'v'] }

/** Rows whose columns hang together, and that break every rule below often. */
const { table, schema } = known(
  (() => {
    const rng = createRng(5)
    return Array.from({ length: 600 }, () => {
      const i = Math.min(rng.integer(3), rng.integer(3))
      const j = rng.uniform() < 0.6 ? i : rng.integer(3)
      return { a: levels.a[i], b: levels.b[j], c: levels.c[rng.uniform() < 0.2 + 0.2 * j ? 0 : 1] }
    })
  })(),
)

const all = new Table(
  schema.columns.map(({ name, kind }, place) => {
    const own = (schema.columns[place] as { levels: string[] }).levels
    const sizes = schema.columns.map((column) => (column as { levels: string[] }).levels.length)
    const stride = sizes.slice(place + 1).reduce((product, size) => product * size, 1)
    const cells = sizes.reduce((product, size) => product * size, 1)
    return { name, kind, levels: own, values: Int32Array.from({ length: cells }, (_, i) => Math.floor(i / stride) % own.length) } as never
  }),
)
const cellOf = (rows: Table): number[] => {
  const columns = schema.columns.map(({ name }) => rows.column(name))
  const sizes = schema.columns.map((column) => (column as { levels: string[] }).levels.length)
  return Array.from({ length: rows.rows }, (_, row) =>
    columns.reduce((cell, { values }, i) => cell * (sizes[i] as number) + (values[row] as number), 0),
  )
}

const loose = ['a == "x" implies b != "r"', 'not (b == "q" and c == "u")']
const tight = ['a == "x" implies b == "q"', 'b == "p" xor c == "u"', 'b == "q" implies (a == "x" or c == "u")']
const boxed = /drawing only what the rules allow/
const again = /met by drawing again/

/** A chain that is short has a law like a long one. */
const quickOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { mixture: { chains: 2, sweeps: 10 } }

test.each<[string, string[], string | undefined, RegExp]>([
  ['sequential-trees', loose, undefined, again],
  ['sequential-trees', tight, undefined, boxed],
  ['independent', loose, undefined, again],
  ['independent', tight, undefined, again],
  ['bayesian-network', tight, undefined, boxed],
  ['bayesian-network', tight, 'c == "v" or a == "z"', boxed],
  ['mixture', tight, undefined, boxed],
  ['gaussian-copula', tight, undefined, boxed],
  ['arf', tight, undefined, boxed],
  ['kde', tight, 'a != "y"', boxed],
  ['smote', loose, 'c == "v"', again],
  ['bootstrap', tight, undefined, again],
])('rows of %s under %j and %s follow its law given the rules', async (name, rules, where, way) => {
  const options = quickOptions[name] ?? {}
  const ruled = parseModel(stringifyModel(await fitModel(table, schema, { model: name, rules, options })))
  const { notes } = await prepareSampler(ruled, where === undefined ? {} : { where })
  expect(notes.join('; ')).toMatch(way)
  const n = 6000
  const rows = await sampleTable(ruled, n, where === undefined ? {} : { where })
  expect(checkRules(rows, schema, asLines(rules)).map(({ broken }) => broken.length)).toEqual(rules.map(() => 0))
  const allowed = new Uint8Array(all.rows).fill(1)
  for (const { broken } of checkRules(all, schema, asLines(rules))) for (const cell of broken) allowed[cell] = 0
  const holds = where === undefined ? null : compilePredicate(await parseExpression(where, schema), schema)(all)
  for (const cell of allowed.keys()) if (holds?.[cell] === 0) allowed[cell] = 0
  const { law, drawn } = await lawOf(name)
  const total = law.reduce((sum, p, cell) => sum + (allowed[cell] ? p : 0), 0)
  const counts = new Float64Array(all.rows)
  for (const cell of cellOf(rows)) counts[cell] = (counts[cell] as number) + 1
  let [statistic, degrees] = [0, -1]
  for (const [cell, count] of counts.entries()) {
    const expected = allowed[cell] ? (n * (law[cell] as number)) / total : 0
    if (expected < 1) expect(count).toBeLessThan(20)
    else {
      statistic += (count - expected) ** 2 / (expected * (1 + n / drawn))
      degrees++
    }
  }
  // One false alarm in a million runs, were the law right.
  expect(chiSquaredAbove(statistic, degrees)).toBeGreaterThan(1e-6)
})

const laws = new Map<string, ReturnType<typeof freeLawOf>>()
/** The law of a model without rules, asked for once. */
function lawOf(name: string): ReturnType<typeof freeLawOf> {
  const law = laws.get(name) ?? freeLawOf(name)
  laws.set(name, law)
  return law
}

/** The probability of each combination of values, and of how many draws it is known where the model has no density. */
async function freeLawOf(name: string): Promise<{ law: Float64Array; drawn: number }> {
  const model = await fitModel(table, schema, { model: name, options: quickOptions[name] ?? {} })
  if (findModel(model.model).logDensity)
    return { law: (await scoreTable(model, all)).map((log) => Math.exp(log)), drawn: Number.POSITIVE_INFINITY }
  const drawn = 60_000
  const law = new Float64Array(all.rows)
  for (const cell of cellOf(await sampleTable(model, drawn, { seed: 9 }))) law[cell] = (law[cell] as number) + 1 / drawn
  return { law, drawn }
}
