import { describe, expect, test } from 'vitest'
import { describeNetwork, networkGraph } from '../../src/models/bayesian-network/describe.js'
import { bayesianNetwork } from '../../src/models/bayesian-network/index.js'
import type { NetworkState } from '../../src/models/bayesian-network/network.js'
import { networkDefaults } from '../../src/models/bayesian-network/settings.js'
import { tableSource } from '../../src/models/shell/fit.js'
import type { Evidence } from '../../src/models/synthesizer.js'
import { createRng, type Rng } from '../../src/random/rng.js'
import { type Column, isMissing } from '../../src/table/column.js'
import type { Schema, SchemaInput } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

const { condition, logDensity } = bayesianNetwork as Required<typeof bayesianNetwork>
const levelsOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `l${i}`)

type Draft = { readonly levels: number } | { readonly decimals: number | null }

/** A table of columns given as functions of a row number and of the cells to their left; NaN and -1 are missing. */
function make(
  rows: number,
  drafts: Readonly<Record<string, Draft>>,
  cells: (rng: Rng) => number[],
  target?: string,
): { table: Table; schema: Schema } {
  const rng = createRng(11)
  const values = Array.from({ length: rows }, () => cells(rng))
  const columns = Object.entries(drafts).map(
    ([name, draft], i): Column =>
      'levels' in draft
        ? { name, kind: 'categorical', levels: levelsOf(draft.levels), values: Int32Array.from(values, (row) => row[i] as number) }
        : { name, kind: 'numeric', values: Float64Array.from(values, (row) => row[i] as number) },
  )
  const schema = parseSchema({
    columns: Object.entries(drafts).map(([name, draft]): SchemaInput['columns'][number] => ({
      name,
      role: name === target ? 'target' : 'feature',
      ...('levels' in draft ? { kind: 'categorical', levels: levelsOf(draft.levels) } : { kind: 'numeric', decimals: draft.decimals }),
    })),
  })
  return { table: new Table(columns), schema }
}

async function fit({ table, schema }: { table: Table; schema: Schema }, options: Record<string, unknown> = {}): Promise<NetworkState> {
  return await bayesianNetwork.fit(tableSource(table, schema), schema, { ...networkDefaults, ...options }, { rng: createRng(1, -1) })
}

/** Every combination of levels, missing ones included where the state has them. */
function allRows(state: NetworkState, schema: Schema, numbers: Readonly<Record<string, readonly number[]>> = {}): Table {
  const choices = schema.columns.map((column, i) => {
    const known = numbers[column.name] ?? ('levels' in column ? [...column.levels.keys()] : [])
    const gap = 'levels' in column ? -1 : Number.NaN
    return (state.columns[i]?.bins.missing as number) >= 0 ? [...known, gap] : known
  })
  const rows = choices.reduce<number[][]>((before, values) => before.flatMap((row) => values.map((value) => [...row, value])), [[]])
  return new Table(
    schema.columns.map((column, i) =>
      'levels' in column
        ? ({
            name: column.name,
            kind: column.kind,
            levels: column.levels,
            values: Int32Array.from(rows, (row) => row[i] as number),
          } as Column)
        : { name: column.name, kind: 'numeric', values: Float64Array.from(rows, (row) => row[i] as number) },
    ),
    rows.length,
  )
}

const probabilities = (state: NetworkState, schema: Schema, rows: Table): number[] => Array.from(logDensity(state, schema, rows), Math.exp)
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)
const key = (table: Table, row: number): string => table.columns.map((column) => String(column.values[row])).join()

/** a and b on their own, c on both (not additively), d on c, missing in a few rows of one level of c. */
const truth = {
  a: [0.3, 0.7],
  b: [0.5, 0.3, 0.2],
  c: (a: number, b: number): number => [[0.9, 0.2, 0.6][b] as number, [0.1, 0.7, 0.3][b] as number][a] as number,
  d: (c: number): readonly number[] => (c === 0 ? [0.6, 0.3, 0.1, 0] : [0.1, 0.2, 0.3, 0.4]),
}
function draw(rng: Rng, shares: readonly number[]): number {
  let u = rng.uniform()
  let state = 0
  while (state < shares.length - 1 && u >= (shares[state] as number)) u -= shares[state++] as number
  return state
}
const stated = (rows: number) =>
  make(rows, { a: { levels: 2 }, b: { levels: 3 }, c: { levels: 2 }, d: { levels: 3 } }, (rng) => {
    const a = draw(rng, truth.a)
    const b = draw(rng, truth.b)
    const c = rng.uniform() < truth.c(a, b) ? 1 : 0
    const d = draw(rng, truth.d(c))
    return [a, b, c, d === 3 ? -1 : d]
  })

/** Levels with gaps and numbers of both sorts, all dependent. */
const mixed = (rows: number) =>
  make(rows, { group: { levels: 3 }, count: { decimals: 0 }, size: { decimals: null }, flag: { levels: 2 } }, (rng) => {
    const group = rng.integer(3)
    const count = rng.uniform() < 0.3 ? 0 : Math.floor((group + 1) * 6 * rng.uniform())
    const size = group === 2 && rng.uniform() < 0.5 ? Number.NaN : count + 3 * rng.uniform()
    return [group, count, size, rng.uniform() < (count > 6 ? 0.9 : 0.2) ? 1 : 0]
  })

describe('what is learned', () => {
  test.each(['mdl', 'bic'])('the edges of a stated network come back by %s', async (score) => {
    const known = stated(20_000)
    const edges = networkGraph(await fit(known, { score }), known.schema).edges.map(({ from, to }) => `${from}>${to}`)
    // Both arrows into c can be told from the data, the direction of that between c and d follows from them.
    expect(edges.sort()).toEqual(['a>c', 'b>c', 'c>d'])
  })

  test('the probabilities of a stated network come back within their standard errors', async () => {
    const known = stated(20_000)
    const state = await fit(known, { score: 'mdl', smoothing: 0 })
    const rows = allRows(state, known.schema)
    const found = probabilities(state, known.schema, rows)
    for (let row = 0; row < rows.rows; row++) {
      const [a, b, c, d] = rows.columns.map((column) => column.values[row] as number) as [number, number, number, number]
      const one = truth.c(a, b)
      const p = (truth.a[a] as number) * (truth.b[b] as number) * (c === 1 ? one : 1 - one) * (truth.d(c)[d < 0 ? 3 : d] as number)
      // A product of estimated shares varies less than the share of the row in as many rows; 5.5 sigma for 48 rows is 1e-6.
      expect(Math.abs((found[row] as number) - p)).toBeLessThanOrEqual(5.5 * Math.sqrt((p * (1 - p)) / 20_000) + 1e-9)
    }
  })

  test('among many columns, chance ties hardly any, and what hangs together is found', async () => {
    const independent = 58
    const drafts = Object.fromEntries(Array.from({ length: independent + 2 }, (_, i) => [`c${i}`, { levels: 2 }]))
    const known = make(200, drafts, (rng) => {
      const row = Array.from({ length: independent + 1 }, () => rng.integer(2))
      return [...row, rng.uniform() < 0.9 ? (row[independent] as number) : rng.integer(2)]
    })
    const edges = networkGraph(await fit(known), known.schema).edges.map(({ from, to }) => [from, to].sort().join())
    expect(edges).toContain('c58,c59')
    // Two independent columns gain more than 1 + ln 59 nats by chance in .0014 of cases (chi-squared with one degree of freedom), so that
    // 2.6 of 1,770 pairs do; more than 15 do in one of a million tables. A nat alone is exceeded by 280 pairs.
    expect(edges.length).toBeLessThanOrEqual(16)
  })

  test('chow-liu finds the links of a chain, whichever way they point', async () => {
    const known = make(5000, { a: { levels: 3 }, b: { levels: 3 }, c: { levels: 3 }, d: { levels: 3 } }, (rng) => {
      const row = [rng.integer(3)]
      for (let i = 0; i < 3; i++) row.push(rng.uniform() < 0.7 ? (row[i] as number) : rng.integer(3))
      return row
    })
    const { edges } = networkGraph(await fit(known, { structure: 'chow-liu' }), known.schema)
    expect(edges.map(({ from, to }) => [from, to].sort().join('-')).sort()).toEqual(['a-b', 'b-c', 'c-d'])
  })

  test('tan hangs every column that depends on the target on it, and at most one other', async () => {
    const known = make(
      5000,
      { a: { levels: 3 }, b: { levels: 3 }, c: { levels: 3 }, y: { levels: 2 } },
      (rng) => {
        const y = rng.integer(2)
        const a = rng.uniform() < 0.6 ? y : rng.integer(3)
        return [a, rng.uniform() < 0.5 ? (a + y) % 3 : rng.integer(3), rng.uniform() < 0.6 ? y + 1 : rng.integer(3), y]
      },
      'y',
    )
    const { edges } = networkGraph(await fit(known, { structure: 'tan' }), known.schema)
    expect(
      edges
        .filter(({ from }) => from === 'y')
        .map(({ to }) => to)
        .sort(),
    ).toEqual(['a', 'b', 'c'])
    expect(edges.filter(({ from }) => from !== 'y').map(({ from, to }) => [from, to].sort().join('-'))).toEqual(['a-b'])
  })

  test('required edges are there, forbidden ones are not, and no column has more parents than allowed', async () => {
    const known = stated(3000)
    const state = await fit(known, {
      required: 'd -> a',
      forbidden: [
        ['a', 'c'],
        ['c', 'a'],
      ],
      parents: 2,
    })
    const { edges } = networkGraph(state, known.schema)
    const written = edges.map(({ from, to }) => `${from}>${to}`)
    expect(written).toContain('d>a')
    expect(written).not.toContain('a>c')
    expect(written).not.toContain('c>a')
    for (const { to } of edges) expect(edges.filter((edge) => edge.to === to).length).toBeLessThanOrEqual(2)
  })

  test('independent columns get no edge', async () => {
    const known = make(4000, { a: { levels: 4 }, b: { levels: 5 }, c: { decimals: 0 } }, (rng) => [
      rng.integer(4),
      rng.integer(5),
      rng.integer(300),
    ])
    expect(networkGraph(await fit(known, { score: 'mdl' }), known.schema).edges).toEqual([])
  })

  test('the order of the rows does not matter', async () => {
    const known = mixed(600)
    const order = Array.from({ length: 600 }, (_, i) => (i * 7) % 600)
    const turned = { table: known.table.take(order), schema: known.schema }
    expect(await fit(turned)).toEqual(await fit(known))
  })
})

describe('logDensity', () => {
  test('the probabilities of all rows of levels sum to 1', async () => {
    const known = stated(500)
    const state = await fit(known)
    expect(sum(probabilities(state, known.schema, allRows(state, known.schema)))).toBeCloseTo(1, 5)
  })

  test('it sums over whole numbers and integrates over others to 1', async () => {
    const known = mixed(50)
    const state = await fit(known)
    const sizes = (known.table.column('size').values as Float64Array).filter((value) => !Number.isNaN(value))
    const [least, greatest] = [Math.min(...sizes), Math.max(...sizes)]
    const steps = 2500
    const width = (greatest - least) / steps
    const size = Array.from({ length: steps }, (_, i) => least + (i + 0.5) * width)
    let total = 0
    for (let count = 0; count < 18; count++) {
      const rows = allRows(state, known.schema, { count: [count], size })
      const found = probabilities(state, known.schema, rows)
      for (let row = 0; row < rows.rows; row++) total += (found[row] as number) * (isMissing(rows.column('size'), row) ? 1 : width)
    }
    // The density jumps at up to 50 points; each costs at most a step's worth.
    expect(Math.abs(total - 1)).toBeLessThan(0.01)
  })

  test('a value that the model never gives has none', async () => {
    const known = stated(500)
    const state = await fit({
      ...known,
      table: known.table.take(Array.from({ length: 500 }, (_, i) => i).filter((i) => known.table.column('b').values[i] !== 2)),
    })
    const rows = allRows(state, known.schema)
    const found = probabilities(state, known.schema, rows)
    for (let row = 0; row < rows.rows; row++) {
      if (!isMissing(rows.column('d'), row)) expect((found[row] as number) > 0).toBe(rows.column('b').values[row] !== 2)
    }
  })
})

describe('sampling', () => {
  test('rows come up as often as logDensity says', async () => {
    const known = stated(700)
    const state = await fit(known)
    const rows = bayesianNetwork.sampleBlock(state, known.schema, 40_000, createRng(3))
    expectFrequencies(state, known.schema, rows, allRows(state, known.schema))
  })

  test('a column comes back within sampling error, atoms and gaps included', async () => {
    const known = mixed(4000)
    const rows = bayesianNetwork.sampleBlock(await fit(known), known.schema, 4096, createRng(5))
    for (const { name } of known.schema.columns) {
      const [real, made] = [known.table, rows].map((table) =>
        [...table.column(name).values].map((value) => (Number.isNaN(value) ? -1 : value)).sort((a, b) => a - b),
      )
      // Kolmogorov and Smirnov's two-sample distance at 1e-6: 2.69 / sqrt(harmonic rows).
      expect(ksDistance(real as number[], made as number[])).toBeLessThan(2.69 * Math.sqrt(2 / 4000))
    }
  })

  test('gaps that came only with one level come only with it', async () => {
    const known = mixed(3000)
    const rows = bayesianNetwork.sampleBlock(await fit(known), known.schema, 4096, createRng(9))
    let gaps = 0
    for (let row = 0; row < 4096; row++) {
      if (!isMissing(rows.column('size'), row)) continue
      gaps++
      expect(rows.column('group').values[row]).toBe(2)
    }
    expect(gaps).toBeGreaterThan(300)
  })

  test('a saved state gives the same rows', async () => {
    const known = mixed(500)
    const state = await fit(known)
    const copy = structuredClone(state)
    expect(bayesianNetwork.sampleBlock(copy, known.schema, 100, createRng(2))).toEqual(
      bayesianNetwork.sampleBlock(state, known.schema, 100, createRng(2)),
    )
  })
})

const evidences: Readonly<Record<string, Evidence>> = {
  'a value': [{ column: 'd', oneOf: ['l1'] }],
  'a set with missing': [{ column: 'd', oneOf: ['l0', null] }],
  'two columns': [
    { column: 'd', oneOf: ['l2', 'l1'] },
    { column: 'a', oneOf: ['l0'] },
  ],
  'a negation': [
    { column: 'b', oneOf: ['l0'], not: true },
    { column: 'd', oneOf: [null], not: true },
  ],
}

describe('condition', () => {
  test.each(Object.entries(evidences))('%s: probability and rows are those of enumeration', async (_, evidence) => {
    const known = stated(600)
    const state = await fit(known)
    const rows = allRows(state, known.schema)
    const before = probabilities(state, known.schema, rows)
    const holds = (row: number): boolean =>
      evidence.every(({ column, oneOf, not = false }) => {
        const code = rows.column(column).values[row] as number
        const included = oneOf?.includes(code < 0 ? null : `l${code}`) as boolean
        return code < 0 ? (oneOf?.includes(null) as boolean) !== not : included !== not
      })
    const expected = sum(before.filter((_, row) => holds(row)))
    const conditioned = condition(state, known.schema, evidence)
    expect(conditioned.exact).toBe(true)
    expect(Math.exp(conditioned.logProbability)).toBeCloseTo(expected, 6)
    const after = probabilities(conditioned.state, known.schema, rows)
    for (let row = 0; row < rows.rows; row++) expect(after[row]).toBeCloseTo(holds(row) ? (before[row] as number) / expected : 0, 6)
    expectFrequencies(
      conditioned.state,
      known.schema,
      bayesianNetwork.sampleBlock(conditioned.state, known.schema, 20_000, createRng(4)),
      rows,
    )
  })

  test('a network with a long loop is conditioned on exactly', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const known = make(4000, Object.fromEntries(names.map((name) => [name, { levels: 2 }])), (rng) => {
      const noisy = (value: number): number => (rng.uniform() < 0.75 ? value : 1 - value)
      const a = rng.integer(2)
      const [b, d] = [noisy(a), noisy(a)]
      const [c, e] = [noisy(b), noisy(1 - d)]
      return [a, b, c, d, e, noisy(c & e)]
    })
    const required = 'a -> b; b -> c; a -> d; d -> e; c -> f; e -> f'
    const forbidden = names.flatMap((from) => names.map((to): [string, string] => [from, to]))
    const others = forbidden.filter(([from, to]) => from !== to && !required.includes(`${from} -> ${to}`))
    const state = await fit(known, { required, forbidden: others })
    expect(state.edges).toHaveLength(6)
    const rows = allRows(state, known.schema)
    const before = probabilities(state, known.schema, rows)
    const holds = (row: number): boolean => rows.column('f').values[row] === 1 && rows.column('b').values[row] === 0
    const expected = sum(before.filter((_, row) => holds(row)))
    const conditioned = condition(state, known.schema, [
      { column: 'f', oneOf: ['l1'] },
      { column: 'b', oneOf: ['l0'] },
    ])
    expect(Math.exp(conditioned.logProbability)).toBeCloseTo(expected, 6)
    const after = probabilities(conditioned.state, known.schema, rows)
    for (let row = 0; row < rows.rows; row++) expect(after[row]).toBeCloseTo(holds(row) ? (before[row] as number) / expected : 0, 6)
  })

  test('ranges of numbers: rows stay inside, and the rest is as among drawn rows that happen to lie inside', async () => {
    const known = mixed(2000)
    const state = await fit(known)
    const evidence: Evidence = [
      { column: 'size', range: { min: 4.5, max: 9, maxOpen: true } },
      { column: 'count', range: { min: 3, max: 7, minOpen: true } },
      { column: 'count', oneOf: [5], not: true },
    ]
    const conditioned = condition(state, known.schema, evidence)
    const free = bayesianNetwork.sampleBlock(state, known.schema, 60_000, createRng(6))
    const inside = (rows: Table, row: number): boolean => {
      const [size, count] = [rows.column('size').values[row] as number, rows.column('count').values[row] as number]
      return size >= 4.5 && size < 9 && count > 3 && count <= 7 && count !== 5
    }
    const accepted = free.take(Array.from({ length: free.rows }, (_, row) => row).filter((row) => inside(free, row)))
    const p = Math.exp(conditioned.logProbability)
    expect(Math.abs(accepted.rows - free.rows * p)).toBeLessThan(5 * Math.sqrt(free.rows * p * (1 - p)))
    const drawn = bayesianNetwork.sampleBlock(conditioned.state, known.schema, 8000, createRng(7))
    for (let row = 0; row < drawn.rows; row++) expect(inside(drawn, row)).toBe(true)
    for (const { name } of known.schema.columns) {
      const [a, b] = [accepted, drawn].map((table) => [...table.column(name).values].sort((x, y) => x - y))
      expect(ksDistance(a as number[], b as number[])).toBeLessThan(2.69 * Math.sqrt(1 / accepted.rows + 1 / drawn.rows))
    }
  })

  test('one condition after the other is the same as both at once', async () => {
    const known = mixed(800)
    const state = await fit(known)
    const first: Evidence = [{ column: 'flag', oneOf: ['l1'] }]
    const second: Evidence = [{ column: 'size', range: { min: 2, max: 8 } }]
    const once = condition(state, known.schema, [...first, ...second])
    const step = condition(state, known.schema, first)
    const twice = condition(step.state, known.schema, second)
    expect(step.logProbability + twice.logProbability).toBeCloseTo(once.logProbability, 9)
    const [a, b] = [once, twice].map(({ state }) => logDensity(state, known.schema, known.table)) as [Float64Array, Float64Array]
    a.forEach((value, row) => {
      if (value === Number.NEGATIVE_INFINITY) expect(b[row]).toBe(value)
      else expect(b[row]).toBeCloseTo(value, 6)
    })
  })

  test('a condition that no row can satisfy is refused in words', async () => {
    const known = mixed(300)
    const state = await fit(known)
    expect(() => condition(state, known.schema, [{ column: 'count', oneOf: [999] }])).toThrow(/no value of count/)
    expect(() =>
      condition(state, known.schema, [
        { column: 'size', oneOf: [null] },
        { column: 'group', oneOf: ['l0'] },
      ]),
    ).toThrow(/no row/)
    expect(() => condition(state, known.schema, [{ column: 'nope', oneOf: [1] }])).toThrow(/no column nope/)
  })
})

describe('bad input', () => {
  test.each([
    [{ required: 'a -> nope' }, /no column nope/],
    [{ required: 'a > b' }, /from -> to/],
    [{ required: 'a -> a' }, /itself/],
    [{ required: 'a -> b; b -> c; c -> a' }, /circle/],
    [{ required: 'a -> b', forbidden: 'a -> b' }, /both required and forbidden/],
    [{ required: 'a -> d; b -> d', parents: 1 }, /more than parents: 1/],
    [{ structure: 'tan' }, /needs a target/],
    [{ structure: 'chow-liu', required: 'a -> b' }, /structure: search/],
  ])('%j is refused in words', async (options, message) => {
    await expect(fit(stated(50), options)).rejects.toThrow(message)
  })

  test('more parents than columns, no rows, one row and a target that is missing everywhere just work', async () => {
    const known = stated(200)
    await fit(known, { parents: 16 })
    for (const rows of [0, 1]) {
      const few = { table: known.table.slice(0, rows), schema: known.schema }
      expect(bayesianNetwork.sampleBlock(await fit(few), known.schema, 10, createRng(1)).rows).toBe(10)
    }
    const gone = make(100, { a: { levels: 2 }, y: { levels: 2 } }, (rng) => [rng.integer(2), -1], 'y')
    const rows = bayesianNetwork.sampleBlock(await fit(gone, { structure: 'tan' }), gone.schema, 50, createRng(1))
    for (let row = 0; row < 50; row++) expect(isMissing(rows.column('y'), row)).toBe(true)
  })

  test('ten thousand levels stay within the cap of states, and all of them can come up', async () => {
    const known = make(20_000, { many: { levels: 10_000 }, few: { levels: 2 } }, (rng) => {
      const many = rng.integer(10_000)
      return [many, many < 3000 ? 0 : rng.integer(2)]
    })
    const state = await fit(known)
    expect(state.columns[0]?.bins.states).toBe(64)
    const drawn = new Set(bayesianNetwork.sampleBlock(state, known.schema, 50_000, createRng(1)).column('many').values)
    expect(drawn.size).toBeGreaterThan(8000)
  })
})

test('a network describes itself as a graph, with strengths like those of correlations', async () => {
  const known = make(2000, { 'a"b': { levels: 2 }, c: { levels: 2 } }, (rng) => {
    const a = rng.integer(2)
    return [a, rng.uniform() < 0.9 ? a : 1 - a]
  })
  const state = await fit(known, { required: [['a"b', 'c']] })
  const { nodes, edges } = networkGraph(state, known.schema)
  expect(describeNetwork(state, known.schema).graph).toEqual({ nodes, edges })
  expect(nodes).toEqual([
    { name: 'a"b', note: '2 states, 1 distribution' },
    { name: 'c', note: '2 states, 2 distributions' },
  ])
  expect(edges[0]).toMatchObject({ from: 'a"b', to: 'c' })
  // ln 2 - entropy(0.9) = 0.368 nats, a correlation of 0.72.
  expect(Math.abs((edges[0]?.strength as number) - 0.72)).toBeLessThan(0.05)
})

/** Every kind of row comes up as often as the model says: 5.5 standard deviations, 1e-6 for some dozens of kinds. */
function expectFrequencies(state: NetworkState, schema: Schema, drawn: Table, kinds: Table): void {
  const counts = new Map<string, number>()
  for (let row = 0; row < drawn.rows; row++) counts.set(key(drawn, row), (counts.get(key(drawn, row)) ?? 0) + 1)
  probabilities(state, schema, kinds).forEach((p, row) => {
    const count = counts.get(key(kinds, row)) ?? 0
    expect(Math.abs(count - drawn.rows * p)).toBeLessThanOrEqual(5.5 * Math.sqrt(drawn.rows * p * (1 - p)) + 1)
  })
}

function ksDistance(a: readonly number[], b: readonly number[]): number {
  let greatest = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = Math.min(a[i] as number, b[j] as number)
    while (i < a.length && (a[i] as number) <= x) i++
    while (j < b.length && (b[j] as number) <= x) j++
    greatest = Math.max(greatest, Math.abs(i / a.length - j / b.length))
  }
  return greatest
}
