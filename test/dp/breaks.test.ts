import { readdirSync, readFileSync } from 'node:fs'
import { tableFromArrays, tableToIPC } from 'apache-arrow'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { type AuditRow, auditRows, auditSchema, auditTable, unheardOf } from '../../src/audit/fits/neighbouring-tables.js'
import { fitOnTape, replayNeighbours, type Subject } from '../../src/audit/fits/replay.js'
import { auditGate } from '../../src/audit/mechanisms/gate-bounds.js'
import { auditSamplers, samplers } from '../../src/audit/mechanisms/samplers.js'
import { noiseProblems, recordingTape } from '../../src/audit/mechanisms/tape.js'
import { costOf } from '../../src/dp/accounting/check-record.js'
import { Ledger } from '../../src/dp/accounting/ledger.js'
import { approximately, compareRationals, rational, readRational } from '../../src/dp/accounting/rational.js'
import { bookRelease, openBook } from '../../src/dp/accounting/releases.js'
import { latticeOf, pointOf } from '../../src/dp/domain/lattice.js'
import { openGate, openTapedGate } from '../../src/dp/gate.js'
import { secureBits } from '../../src/dp/mechanisms/bits.js'
import { exponentialMechanism } from '../../src/dp/mechanisms/exponential-mechanism.js'
import { estimateModel } from '../../src/dp/pgm/estimate.js'
import { Private } from '../../src/dp/private.js'
import { allPairs, createPairErrors, errorUnit } from '../../src/dp/select/choose-pairs.js'
import { models, privateModels } from '../../src/models/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../src/models/shell/model-file.js'
import type { PrivateFit, Synthesizer } from '../../src/models/synthesizer.js'
import * as library from '../../src/node.js'
import { auditModel } from '../../src/pipeline/holdout/audit.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { privacyStatement } from '../../src/pipeline/privacy/statement.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import type { Table } from '../../src/table/table.js'
import { seededBits } from './seeded-bits.js'

// B-1 to B-36: ways in which other programs broke their promise. `breaks.md` beside this file says which can't happen here, and why.
// Columns of the rows: person, age, income, weight, since, job, size, member.

const privacy = { epsilon: 1, delta: 1e-9 }
const all = [...privateModels, ...models].filter((model) => model.private)
const budgetOf = (synthesizer: Synthesizer) => (synthesizer.unit === 'row' ? privacy : { ...privacy, unit: 'person', maxRowsPerUnit: 3 })
const subjectOf = (synthesizer: Synthesizer): Subject => ({ synthesizer, open: openTapedGate })
const rows = auditRows(40, 2)
const base = auditTable(rows)
const ordinary: AuditRow = [20, 5, 1, 0, 3, 1, 1, 1]
const row = (changes: Readonly<Record<number, number>>): AuditRow => ordinary.map((value, i) => changes[i] ?? value)

/** Every model on tables with one row more, while the releases of the fit without it are given out: what is wrong, in words. */
async function wrongWith(extras: readonly AuditRow[], from = rows): Promise<string[]> {
  const wrong: string[] = []
  for (const synthesizer of all) {
    const neighbours = extras.map((extra) => ({ what: `with ${extra}`, table: auditTable([...from, extra]) }))
    const job = { schema: auditSchema, privacy: budgetOf(synthesizer) }
    const { finding } = await replayNeighbours(subjectOf(synthesizer), synthesizer.name, auditTable(from), neighbours, job)
    if (!finding.passed) wrong.push(`${synthesizer.name}: ${finding.detail}`)
  }
  return wrong
}

/** One fit of each model to the rows and its releases, for all who look at any. */
const recordings = new Map<string, ReturnType<typeof recordOf>>()
function oneRecordOf(synthesizer: Synthesizer): ReturnType<typeof recordOf> {
  const known = recordings.get(synthesizer.name) ?? recordOf(synthesizer)
  recordings.set(synthesizer.name, known)
  return known
}

async function recordOf(synthesizer: Synthesizer, table: Table = base, options?: Subject['options']) {
  const { tape, recorded } = recordingTape()
  const job = { schema: auditSchema, privacy: budgetOf(synthesizer) }
  return { ...(await fitOnTape({ ...subjectOf(synthesizer), options }, table, job, () => tape)), recorded }
}

describe('the domain is public', () => {
  test('B-1, B-5, B-8: numbers far beyond the bounds, an ordinary row and extreme values move nothing but by way of a release', async () => {
    const extreme = [1e308, Number.NEGATIVE_INFINITY].map((value) => row({ 1: value, 2: value, 3: value, 4: value }))
    expect(await wrongWith([row({ 1: 1e9, 2: -1e9, 4: 1e9 }), ordinary, ...extreme])).toEqual([])
  })

  test('B-2: a level that only one row has never comes up', async () => {
    const odd = row({ 5: 4, 6: 3, 7: 2 })
    expect(await wrongWith([odd])).toEqual([])
    for (const synthesizer of all) expect((await recordOf(synthesizer, auditTable([...rows, odd]))).output).not.toContain(unheardOf)
  })

  test('B-3: cells without rows are counted and have noise like any other', async () => {
    for (const synthesizer of all.filter(({ name }) => name !== 'markov-chain')) {
      const { recorded } = await recordOf(synthesizer, auditTable([]))
      const jobs = recorded.find(({ name }) => name === 'counts of job')
      expect(jobs?.size, synthesizer.name).toBe(5)
      const counts = recorded.filter(({ name }) => name.startsWith('counts of'))
      expect(counts.every(({ exact }) => exact.every((count) => count === 0))).toBe(true)
      const cells = counts.flatMap(({ released }) => Array.from(released as Float64Array))
      // A standard deviation of 20 and more leaves a cell at 0 in less than 2 % of all cases.
      expect(cells.filter((value) => value === 0).length).toBeLessThan(0.2 * cells.length)
    }
  })

  test('B-4: cells of numbers are public, or paid for', async () => {
    const spread = rows.map((own, i) => [...own.slice(0, 3), i / 40, ...own.slice(4)])
    expect(await wrongWith([row({ 3: -1 })], spread)).toEqual([])
    const wide = parseSchema({ columns: [{ name: 'x', kind: 'numeric', min: 0, max: 1, nullable: false }] })
    const table = { name: 'x', kind: 'numeric', values: Float64Array.from({ length: 500 }, (_, i) => i / 500) } as const
    const model = await fitModel(new (base.constructor as typeof Table)([table], 500), wide, { model: 'independent', privacy })
    expect(model.privacy?.expenses.some(({ name }) => name.includes('where the values of x are'))).toBe(true)
  })

  test('B-5: the number of rows is an estimate', async () => {
    const counted = await Promise.all(Array.from({ length: 12 }, () => fitModel(base, auditSchema, { model: 'independent', privacy })))
    expect(new Set(counted.map(({ provenance }) => provenance.rows)).size).toBeGreaterThan(1)
  })

  test('B-6: the first gap of a column changes nothing', async () => {
    const whole = rows.map((own) => own.map((value, i) => (Number.isNaN(value) || (i > 4 && value < 0) ? 0 : value)))
    expect(await wrongWith([row({ 2: Number.NaN, 3: Number.NaN, 4: Number.NaN, 5: -1, 7: -1 })], whole)).toEqual([])
  })

  test('B-7: whatever a number is, it has a place or is missing', () => {
    const schemas = [
      { name: 'x', kind: 'integer', min: -3, max: 5 },
      { name: 'x', kind: 'numeric', decimals: 2, min: 0, max: 1 },
      { name: 'x', kind: 'numeric', min: -1e308, max: 1e308 },
      { name: 'x', kind: 'numeric', decimals: 0, min: 2, max: 2 },
    ] as const
    for (const column of schemas) {
      const lattice = latticeOf(parseSchema({ columns: [column] }).columns[0] as never)
      const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 5e-324, 1e308, -1e308, Number.MAX_VALUE]
      fc.assert(
        fc.property(fc.oneof(fc.double(), fc.constantFrom(...odd)), (value) => {
          const point = pointOf(lattice, value)
          return Number.isNaN(value) ? point === -1 : Number.isInteger(point) && point >= 0 && point < lattice.points
        }),
        { seed: 7, numRuns: 300 },
      )
    }
  })
})

describe('queries cost what they should', () => {
  test('B-9: noise in whole counts has the variance that was paid for, in every release of every model', async () => {
    for (const synthesizer of all) {
      const { recorded } = await oneRecordOf(synthesizer)
      let [squares, cells] = [0, 0]
      for (const { exact, released, parameter } of recorded) {
        if (typeof released === 'number') continue
        const variance = approximately(readRational(parameter))
        for (let i = 0; i < exact.length; i++) squares += ((released[i] as number) - (exact[i] as number)) ** 2 / variance
        cells += exact.length
      }
      // Chi-square with so many degrees of freedom: variance 2; six standard errors.
      expect(Math.abs(squares / cells - 1), synthesizer.name).toBeLessThan(6 * Math.sqrt(2 / cells))
    }
  })

  test('B-10: all releases of a fit together cost its budget, and hardly less', async () => {
    for (const synthesizer of all) {
      const { ledger } = await oneRecordOf(synthesizer)
      expect(compareRationals(ledger?.spent as never, ledger?.rho as never)).toBeLessThanOrEqual(0)
      // Noise on 40 rows may leave the copula fewer than two columns that vary: then there is nothing to ask of them together.
      const isHalf = synthesizer.name === 'gaussian-copula' && !ledger?.expenses.some(({ name }) => name.includes('products'))
      const share = approximately(ledger?.spent as never) / approximately(ledger?.rho as never)
      expect(share, synthesizer.name).toBeGreaterThan(isHalf ? 0.49 : 0.99)
    }
  })

  test('B-11: errors of pairs move by what is declared at most, on all tables of up to four rows of two columns and every row more', () => {
    const sizes = [2, 2]
    const model = estimateModel(
      [
        { scope: [0], counts: Float64Array.of(1.3, 0.9), variance: 1 },
        { scope: [1], counts: Float64Array.of(0.2, 1.7), variance: 1 },
      ],
      sizes,
    )
    const errors = createPairErrors(model, allPairs(2))
    const errorOf = (cells: readonly number[]): number => {
      const codes = [Int32Array.from(cells, (cell) => cell >> 1), Int32Array.from(cells, (cell) => cell & 1)]
      return errors({ rows: cells.length, codes })[0] as number
    }
    let most = 0
    for (let count = 0; count <= 4; count++) {
      for (let number = 0; number < 4 ** count; number++) {
        const cells = Array.from({ length: count }, (_, i) => Math.floor(number / 4 ** i) % 4)
        for (let more = 0; more < 4; more++) most = Math.max(most, Math.abs(errorOf([...cells, more]) - errorOf(cells)))
      }
    }
    expect(most).toBe(errorUnit)
  })

  test('B-12: the odds of a choice stay within epsilon where scores move in opposite directions', () => {
    const choices = auditGate(openTapedGate, { trials: 1500, bits: secureBits() }).filter(({ what }) => what.startsWith('choice '))
    expect(choices.length).toBeGreaterThan(5)
    expect(choices.filter(({ passed }) => !passed)).toEqual([])
  })

  test('B-13: only the exponential mechanism is booked at epsilon^2 / 8, and there is no other way to choose', async () => {
    const mechanisms = new Set<string>()
    for (const synthesizer of all) {
      for (const expense of (await oneRecordOf(synthesizer)).ledger?.expenses ?? []) {
        mechanisms.add(expense.mechanism)
        expect(compareRationals(costOf(expense), expense.rho)).toBe(0)
      }
    }
    expect([...mechanisms].sort()).toEqual(['discrete Gaussian', 'exponential'])
    expect(costOf({ mechanism: 'exponential', sensitivity: '1', parameter: '2' })).toEqual(rational(1n, 2n))
  })

  test('B-15: the same questions are asked of tables that have nothing in common but their size of releases', async () => {
    for (const synthesizer of all) {
      const constant = rows.map((own) => [own[0] as number, 0, Number.NaN, 1, 0, 0, 0, 0])
      const job = { schema: auditSchema, privacy: budgetOf(synthesizer) }
      const { finding } = await replayNeighbours(subjectOf(synthesizer), '', base, [{ what: 'other', table: auditTable(constant) }], job)
      // Other rows move the counts further than one unit may; everything else is the same.
      expect(finding.detail).not.toMatch(/another|one table only|failed/)
    }
  })

  test('B-16: odd options leave noise in every release, or are refused in words', async () => {
    const gate = () => openGate(new Private(null), new Ledger(privacy))
    for (const squaredSensitivity of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 0.5]) {
      const query = { name: 'odd', length: 1, squaredSensitivity, of: () => [1] }
      expect(() => gate().measure(query, rational(100n))).toThrow(/sensitivity/)
    }
    for (const [name, options] of [
      ['aim', { rounds: 8, cells: 1000 }],
      ['aim', { rounds: 1, cells: 8_000_000 }],
      ['bayesian-network', { parents: 1 }],
      ['bayesian-network', { parents: 16 }],
    ] as const) {
      const { recorded, ledger } = await recordOf(all.find((model) => model.name === name) as Synthesizer, base, options)
      expect(recorded.length).toBeGreaterThan(3)
      expect(recorded.every(({ parameter }) => approximately(readRational(parameter)) > 0)).toBe(true)
      expect(compareRationals(ledger?.spent as never, ledger?.rho as never)).toBeLessThanOrEqual(0)
    }
  })
})

describe('noise is noise', () => {
  test('B-17: a seed makes rows, never noise', async () => {
    const fits = await Promise.all([1, 2].map(() => fitModel(base, auditSchema, { model: 'independent', seed: 5, privacy })))
    const [first, second] = fits.map(({ state }) =>
      JSON.stringify(state, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value)),
    )
    expect(first).not.toBe(second)
    const [one] = fits as [library.FittedModel]
    expect((await sampleTable(one, 20, { seed: 3 })).columns).toEqual((await sampleTable(one, 20, { seed: 3 })).columns)
  })

  test('B-18: no two releases share their noise, within a fit or between fits; noise is never drawn in a thread', async () => {
    for (const synthesizer of all) {
      const twice = [(await oneRecordOf(synthesizer)).recorded, (await recordOf(synthesizer)).recorded]
      expect(noiseProblems(twice.flat())).toEqual([])
    }
    const tasks = readFileSync('src/pipeline/threads/tasks.ts', 'utf8') + readFileSync('src/node/worker.ts', 'utf8')
    expect(tasks).not.toMatch(/\/dp\//)
  })

  test('B-19: every release is whole numbers, of every residue', async () => {
    const residues = new Set<number>()
    for (const synthesizer of all) {
      for (const { released } of (await oneRecordOf(synthesizer)).recorded) {
        for (const value of typeof released === 'number' ? [released] : released) {
          expect(Number.isSafeInteger(value)).toBe(true)
          residues.add(((value % 7) + 7) % 7)
        }
      }
    }
    expect(residues.size).toBe(7)
  })

  test('B-20: sums are exact: rows in another order give the same numbers', async () => {
    const people = Array.from({ length: 20 }, (_, person) => rows.filter(([own]) => own === person)).reverse()
    for (const synthesizer of all) {
      const job = { schema: auditSchema, privacy: budgetOf(synthesizer) }
      const { finding, pairs } = await replayNeighbours(
        subjectOf(synthesizer),
        '',
        base,
        [{ what: 'turned', table: auditTable(people.flat()) }],
        job,
      )
      expect(finding.passed, finding.detail).toBe(true)
      for (const { recorded, other } of pairs) expect(other).toEqual(recorded.exact)
    }
  })

  test('B-21: choices are exact however far scores are apart, and without overflow', () => {
    const bits = seededBits(2)
    const far = 2 ** 52
    for (let i = 0; i < 50; i++) {
      expect(exponentialMechanism(bits, [-far, far, -far], 1, rational(1n, 1000n))).toBe(1)
      expect(exponentialMechanism(bits, [0, 1], 1, rational(1n, 2n ** 60n))).toBeLessThan(2)
    }
  })

  test('B-22: samplers follow their laws', () => {
    expect(auditSamplers(samplers, { draws: 12_000, bits: seededBits(3) }).filter(({ passed }) => !passed)).toEqual([])
  })
})

describe('nothing else gets out', () => {
  const peeping = (add: (table: Table) => object): Synthesizer => {
    const synthesizer = all.find(({ name }) => name === 'independent') as Synthesizer
    const fit: PrivateFit['fit'] = async (gate, ...rest) => {
      const own = await (synthesizer.private as NonNullable<Synthesizer['private']>).load()
      let seen = base
      const spied = gate.through((table) => {
        seen = table
        return table
      })
      const { state, rows } = await own.fit(spied, ...rest)
      return { state: { ...(state as object), ...add(seen) }, rows }
    }
    return {
      ...synthesizer,
      private: { required: false, load: async () => ({ ...(await synthesizer.private?.load()), fit }) as PrivateFit },
    }
  }

  test('B-23: a model file holds what its shape names, and a state with anything more is refused', async () => {
    const { output } = await recordOf(peeping((table) => ({ example: table.column('age').values[0] })))
    expect(output).toMatch(/holds more than its description says/)
    expect(output).not.toContain(String(rows[0]?.[1]))
    const model = await fitModel(base, auditSchema, { model: 'mst', privacy })
    expect(Object.keys(model).sort()).toEqual([
      'derivations',
      'format',
      'model',
      'options',
      'privacy',
      'provenance',
      'schema',
      'state',
      'version',
    ])
    expect(stringifyModel(model)).not.toMatch(/canary|P\d{2}\b/)
  })

  test('B-24: a fit prints nothing, tells its progress without the rows, and fails in the same words', async () => {
    const printed: unknown[] = []
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...args) => void printed.push(args)),
    )
    const streams = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((text) => printed.push(text) > 0),
    )
    try {
      expect(await wrongWith([row({ 1: 1e308, 5: 4, 2: Number.NaN })])).toEqual([])
    } finally {
      for (const spy of [...spies, ...streams]) spy.mockRestore()
    }
    expect(printed).toEqual([])
  })

  test('B-25: rules between columns are never learned from the rows', async () => {
    const dependent = { ...auditSchema, dependencies: [{ from: 'job', to: 'size' }] }
    const table = auditTable(rows.map((own) => [...own.slice(0, 6), (own[5] as number) % 3, own[7] as number]))
    for (const { name } of all.filter(({ unit }) => unit === 'row')) {
      expect((await fitModel(table, dependent, { model: name, privacy })).derivations).toEqual([])
    }
  })

  test('B-26: rows are drawn from the file alone, again and again, and cost nothing', async () => {
    const model = await fitModel(base, auditSchema, { model: 'mst', privacy })
    const read = parseModel(stringifyModel(model))
    await sampleTable(read, 30, { seed: 1 })
    await sampleTable(read, 30, { seed: 2 })
    expect(read.privacy).toEqual(model.privacy)
  })

  test('B-27: models are not fitted again and again to the rows under one budget', async () => {
    await expect(auditModel(base, auditSchema, { model: 'mst', privacy })).rejects.toThrow(/no budget covers/)
  })

  test('B-28: the statement is made of ledger and schema: another state gives the same one', async () => {
    const model = await fitModel(base, auditSchema, { model: 'mst', privacy })
    expect(privacyStatement({ ...model, state: null })).toEqual(privacyStatement(model))
    expect(privacyStatement({ ...model, provenance: { ...model.provenance, rows: 7 } })).toEqual(privacyStatement(model))
  })

  test('B-32: unused levels of an Arrow dictionary, and metadata, are left behind', async () => {
    const schema = parseSchema({ columns: [{ name: 'job', kind: 'categorical', nullable: false, levels: ['cook', 'clerk'] }] })
    const arrow = tableFromArrays({ job: ['cook', unheardOf, 'clerk', 'cook'] })
    arrow.schema.metadata.set('note', unheardOf)
    const { table } = await library.tableFromBytes(tableToIPC(arrow, 'file'), { schema, format: 'arrow', guess: false })
    const poisoned = auditTable([[0, 0]], parseSchema({ columns: [{ name: 'person', kind: 'id', pattern: '{n:1}' }, ...schema.columns] }))
    for (const given of [table, poisoned]) {
      const model = await library.fit(given, { schema, model: 'mst', privacy })
      expect(stringifyModel(model)).not.toContain(unheardOf)
    }
  })

  test('B-33: keys are made anew, and free text is no level unless the schema lists it', async () => {
    const model = await fitModel(base, auditSchema, { model: 'mst', privacy })
    const drawn = (await sampleTable(model, 30, { seed: 1 })).column('person') as { levels: readonly string[] }
    expect(drawn.levels.some((level) => /^P\d+$/.test(level))).toBe(false)
    const copied = parseSchema({ columns: [{ name: 'size', kind: 'text', policy: 'copy' }] })
    await expect(fitModel(base, copied, { model: 'mst', privacy })).rejects.toThrow(/public knowledge/)
  })

  test('B-34: no door leads to a gate with other noise, and what comes of one promises nothing', async () => {
    for (const name of ['openTapedGate', 'openGate', 'fitPrivately', 'fitOnTape', 'Private', 'reveal'])
      expect(Object.keys(library)).not.toContain(name)
    for (const synthesizer of all) expect((await oneRecordOf(synthesizer)).model?.privacy).toBeUndefined()
  })
})

describe('who is protected', () => {
  test('B-29: a person with all rows: they move counts by more than one row, and by no more than was paid for', async () => {
    for (const synthesizer of all) {
      const job = { schema: auditSchema, privacy: { ...privacy, unit: 'person', maxRowsPerUnit: 3 } }
      const more = [...rows, ordinary, ordinary, ordinary]
      const { finding, pairs } = await replayNeighbours(
        subjectOf(synthesizer),
        '',
        base,
        [{ what: 'a person', table: auditTable(more) }],
        job,
      )
      expect(finding.passed, finding.detail).toBe(true)
      const moved = pairs.map(({ recorded, other }) =>
        Math.max(...other.map((value, i) => Math.abs(value - (recorded.exact[i] as number)))),
      )
      if (synthesizer.unit === 'row') expect(Math.max(...moved)).toBeGreaterThanOrEqual(3)
    }
  })

  test('B-30: releases from one source add up until nothing is left', () => {
    let book = openBook({ epsilon: 1.5, delta: 1e-9 })
    for (let i = 0; i < 2; i++) book = bookRelease(book, { ...privacy, model: 'mst', unit: 'row' })
    expect(() => bookRelease(JSON.parse(JSON.stringify(book)), { ...privacy, model: 'mst', unit: 'row' })).toThrow(/may cost/)
  })

  test('B-31: epsilon has no default, and above 10 it has to be asked for', async () => {
    await expect(fitModel(base, auditSchema, { model: 'mst' })).rejects.toThrow(/needs a budget/)
    await expect(fitModel(base, auditSchema, { model: 'mst', privacy: { epsilon: 10.5 } })).rejects.toThrow(/protects nobody/)
  })
})

test('B-14: no private fit computes a mutual information, whose sensitivity depends on the rows', () => {
  const files = ['src/dp', 'src/models/private', ...readdirSync('src/models').map((name) => `src/models/${name}/private`)]
    .flatMap((folder) => safeList(folder))
    .concat(readdirSync('src/models').map((name) => `src/models/${name}/private.ts`))
  const sources = files.map((path) => safeRead(path)).filter((text) => text !== '')
  expect(sources.length).toBeGreaterThan(40)
  for (const text of sources) expect(text).not.toMatch(/mutual-information/)
})

function safeList(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`)
  } catch {
    return []
  }
}

function safeRead(path: string): string {
  try {
    return path.endsWith('.ts') ? readFileSync(path, 'utf8') : ''
  } catch {
    return ''
  }
}

describe('the generator', () => {
  test('B-36: random words are wiped as they are used, and the generator is taken when the program is loaded', async () => {
    let buffer: Uint32Array = new Uint32Array()
    const own = { getRandomValues: (words: Uint32Array) => (buffer = words.fill(7)) }
    vi.stubGlobal('crypto', own)
    const anew = '../../src/dp/mechanisms/bits.js?anew'
    const { secureBits }: typeof import('../../src/dp/mechanisms/bits.js') = await import(anew)
    vi.unstubAllGlobals()
    const bits = secureBits()
    expect([bits.word(), bits.word(), bits.word()]).toEqual([7, 7, 7])
    expect([...buffer.subarray(0, 5)]).toEqual([0, 0, 0, 7, 7])
  })
})
