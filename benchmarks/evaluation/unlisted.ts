import { join } from 'node:path'
import type { Evaluation } from '../../src/evaluate/evaluation.js'
import { isWorse } from '../../src/evaluate/verdicts/reading.js'
import type { Pool } from '../../src/models/synthesizer.js'
import { createRng } from '../../src/random/rng.js'
import { concatTables, type Table } from '../../src/table/table.js'
import { peersFolder } from '../quality/data.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { adult } from './adult.js'
import { callsSchema, callsTable } from './calls.js'
import { shuffledRows } from './draw.js'
import { namingMetrics } from './named.js'
import { orderFaults, ordersSchema, ordersTable } from './orders.js'
import { cells, planted, type Unlisted } from './planting.js'

const ofAdult: readonly Unlisted[] = [
  {
    what: 'ages of women rounded to whole fives',
    level: 'pairwise',
    named: /^age\b|sex Female.*\bage\b/,
    plant: planted((draft) => {
      const age = draft.values('age')
      for (const row of draft.with('sex', 'Female')) age[row] = 5 * Math.round((age[row] as number) / 5)
    }),
  },
  {
    what: 'hours dealt out anew among those above 60 (a relation lost in a region)',
    level: 'conditional',
    named: /hours-per-week/,
    plant: planted((draft, rng) => {
      const age = draft.values('age')
      draft.permute(
        'hours-per-week',
        draft.where((row) => (age[row] as number) > 60),
        rng,
      )
    }),
  },
  {
    what: 'capital-gain and capital-loss swapped in 5 % of the rows',
    level: 'marginal',
    named: /capital-(gain|loss)/,
    plant: planted((draft, rng) => {
      const [gain, loss] = [draft.values('capital-gain'), draft.values('capital-loss')]
      for (let row = 0; row < draft.rows; row++)
        if (rng.uniform() < 0.05) [gain[row], loss[row]] = [loss[row] as number, gain[row] as number]
    }),
  },
  {
    what: 'a block of 400 rows three times',
    level: 'joint',
    named: /of the rows repeat another/,
    plant: (table) => table.take(Int32Array.from({ length: table.rows }, (_, row) => (row < 800 ? 800 + (row % 400) : row))),
  },
  {
    what: 'levels of marital-status cut to 8 characters in 3 % of the rows',
    level: 'marginal',
    named: /^marital-status: values that no real row has/,
    plant: cells('marital-status', 0.03, (code, draft) => draft.code('marital-status', draft.level('marital-status', code).slice(0, 8))),
  },
  {
    what: 'levels of sex in small letters in 1 % of the rows',
    level: 'marginal',
    named: /^sex: values that no real row has/,
    plant: cells('sex', 0.01, (code, draft) => draft.code('sex', draft.level('sex', code).toLowerCase())),
  },
  {
    what: 'age to the power of 1.05 (a monotone transform)',
    level: 'marginal',
    named: /^age\b/,
    plant: cells('age', 1, (age) => Math.round(age ** 1.05)),
  },
  {
    what: 'two rare occupations swapped: Priv-house-serv and Protective-serv',
    level: 'marginal',
    named: /occupation/,
    plant: planted((draft) => {
      const [a, b] = ['Priv-house-serv', 'Protective-serv'].map((level) => draft.code('occupation', level)) as [number, number]
      const values = draft.values('occupation')
      values.forEach((code, row) => {
        values[row] = code === a ? b : code === b ? a : code
      })
    }),
  },
  {
    what: 'husbands who are women in 1 % of the rows',
    level: 'pairwise',
    named: /relationship.*sex|sex.*relationship/,
    plant: planted((draft, rng) => {
      const sex = draft.values('sex')
      for (const row of draft.with('relationship', 'Husband')) if (rng.uniform() < 0.025) sex[row] = draft.code('sex', 'Female')
    }),
  },
  {
    what: 'workclass and occupation missing in rows of their own',
    level: 'missingness',
    named: /workclass|occupation/,
    plant: planted((draft, rng) =>
      draft.permute(
        'workclass',
        draft.where(() => true),
        rng,
      ),
    ),
  },
  {
    what: 'ages of 75 to 84 given to 2 % of own children',
    level: 'pairwise',
    named: /^age: .*Own-child/,
    plant: planted((draft, rng) => {
      const age = draft.values('age')
      for (const row of draft.with('relationship', 'Own-child')) if (rng.uniform() < 0.02) age[row] = 75 + rng.integer(10)
    }),
  },
  {
    what: 'income turned round among 2 % of the rows: women with a higher degree',
    level: 'conditional',
    named: /income/,
    plant: planted((draft) => {
      const [sex, income] = [draft.values('sex'), draft.values('income')]
      const female = draft.code('sex', 'Female')
      for (const row of draft.with('education', 'Masters', 'Prof-school', 'Doctorate'))
        if (sex[row] === female) income[row] = 1 - (income[row] as number)
    }),
  },
]

const ofCalls: readonly Unlisted[] = [
  {
    what: 'no call on a Wednesday',
    level: 'marginal',
    named: /^called: .*Wednesday/,
    plant: cells('called', 1, (time) => (Math.floor(time / 86_400) % 7 === 6 ? time + 86_400 : time)),
  },
  {
    what: 'times of a twelve-hour clock',
    level: 'marginal',
    named: /^called: .*(hour|o'clock)/,
    plant: cells('called', 1, (time) => 86_400 * Math.floor(time / 86_400) + (time % 43_200)),
  },
  {
    what: 'no calls in the last quarter',
    level: 'marginal',
    named: /^called/,
    plant: cells('called', 1, (time) => (time >= 19_266 * 86_400 ? time - 91 * 86_400 : time)),
  },
  {
    what: 'all times at full minutes',
    level: 'marginal',
    named: /^called/,
    plant: cells('called', 1, (time) => 60 * Math.floor(time / 60)),
  },
  {
    what: 'scores of pupils from their ages turned round',
    level: 'conditional',
    named: /school/,
    plant: planted((draft) => {
      const [age, score] = [draft.values('age'), draft.values('score')]
      for (const row of draft.with('group', 'school'))
        score[row] = Math.round(10 * ((score[row] as number) + 2 * (45 - (age[row] as number)))) / 10
    }),
  },
  {
    what: 'the tongue of one country of 2 % made another',
    level: 'pairwise',
    named: /country|tongue/,
    plant: planted((draft) => {
      const tongue = draft.values('tongue')
      for (const row of draft.with('country', 'cape')) tongue[row] = 0
    }),
  },
  {
    what: 'a comma lost in 1 % of the scores',
    level: 'marginal',
    named: /^score/,
    plant: cells('score', 0.01, (score) => Math.round(10 * score)),
  },
  {
    what: 'start and end from different rows, sorted',
    level: 'pairwise',
    named: /start|end/,
    plant: planted((draft, rng) => {
      const [start, end] = [draft.values('start'), draft.values('end')]
      draft.permute(
        'end',
        draft.where(() => true),
        rng,
      )
      for (let row = 0; row < draft.rows; row++)
        if ((start[row] as number) > (end[row] as number)) [start[row], end[row]] = [end[row] as number, start[row] as number]
    }),
  },
]

const ofCredit: readonly Unlisted[] = [
  {
    what: 'two months of bills swapped: BILL_AMT1 and BILL_AMT4',
    level: 'marginal',
    named: /BILL_AMT[14]|PAY_AMT[134]/,
    plant: planted((draft) => {
      const [first, fourth] = [draft.values('BILL_AMT1'), draft.values('BILL_AMT4')]
      for (let row = 0; row < draft.rows; row++) [first[row], fourth[row]] = [fourth[row] as number, first[row] as number]
    }),
  },
  {
    what: 'bills in thousands in 2 % of the rows',
    level: 'marginal',
    named: /BILL_AMT2/,
    plant: cells('BILL_AMT2', 0.02, (own) => Math.round(own / 1000)),
  },
  {
    what: 'payments a month late: PAY_AMT1 to PAY_AMT3 shifted by one',
    level: 'pairwise',
    named: /PAY_AMT[123]/,
    plant: planted((draft) => {
      const [first, second, third] = ['PAY_AMT1', 'PAY_AMT2', 'PAY_AMT3'].map((name) => draft.values(name)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ]
      const kept = third.slice()
      third.set(second)
      second.set(first)
      first.set(kept)
    }),
  },
  {
    what: 'the effect on default lost among those with a delay of two months in PAY_0',
    level: 'conditional',
    named: /default payment/,
    plant: planted((draft, rng) => {
      const delay = draft.values('PAY_0')
      draft.permute(
        'default payment next month',
        draft.where((row) => delay[row] === draft.code('PAY_0', '2') || false),
        rng,
      )
    }),
  },
]

/** Tables of which rows are drawn, and the faults that are planted into them. */
async function worlds(rows: number, seed: number) {
  const drawn = (all: Table) => {
    const order = shuffledRows(all.rows, 43, seed)
    return [0, 1, 2].map((at) => all.take(order.subarray(at * rows, (at + 1) * rows))) as [Table, Table, Table]
  }
  const { all, schema } = await adult()
  const credit = await creditDefault()
  return [
    { name: 'adult', schema, tables: drawn(all), faults: ofAdult },
    {
      name: 'calls',
      schema: callsSchema,
      tables: [0, 1, 2].map((at) => callsTable(rows, 10 * seed + at)) as [Table, Table, Table],
      faults: ofCalls,
    },
    {
      name: 'orders',
      schema: ordersSchema,
      tables: [0, 1, 2].map((at) => ordersTable(rows, 10 * seed + at)) as [Table, Table, Table],
      faults: orderFaults,
    },
    { name: 'credit-default', schema: credit.schema, tables: drawn(credit.all), faults: ofCredit },
  ]
}

async function creditDefault() {
  const folder = join(peersFolder(), 'credit-default')
  const coded = ['SEX', 'EDUCATION', 'MARRIAGE', 'PAY_0', 'default payment next month']
  const { table, schema } = await library.readTable(join(folder, 'trn.csv.gz'), {
    roles: { target: ['default payment next month'] },
    categorical: coded,
  } as never)
  const { table: other } = await library.readTable(join(folder, 'val.csv.gz'), { schema, unseenLevels: 'add' })
  return { all: concatTables([table, other]), schema }
}

/** Worlds of these names and faults with these words in them; all where there are none. */
interface Chosen {
  readonly worlds: readonly string[]
  readonly words: string
}

/** How often faults that nobody listed show in the summary, and are named. Prints a table; returns the bars. */
export async function benchUnlisted(runs: number, rows: number, chosen: Chosen, pool: Pool): Promise<Bar[]> {
  const counts = new Map<string, { world: string; level: string; shown: number; named: number }>()
  for (let run = 0; run < runs; run++) {
    for (const { name: world, schema, tables, faults } of await worlds(rows, run + 1)) {
      if (chosen.worlds.length > 0 && !chosen.worlds.includes(world)) continue
      const [training, holdout, base] = tables
      const fresh: Unlisted = { what: 'no fault: other rows', level: 'none', named: /^$/, plant: (table) => table }
      const all = [fresh, ...faults]
        .map((fault, f) => ({ ...fault, f }))
        .filter(({ level, what }) => level === 'none' || what.includes(chosen.words))
      const made = all.map(({ plant, what, f }) => ({ table: plant(base, createRng(44, run, f)), name: what }))
      const { evaluations } = await library.evaluateMany({ training, holdout }, made, { schema, metrics: namingMetrics, seed: run, pool })
      all.forEach(({ what, level, named }, f) => {
        const { lines, shortcomings } = evaluations[f] as Evaluation
        const texts = shortcomings.flatMap(({ findings }) => findings.map(({ text }) => text))
        const key = `${world}: ${what}`
        const own = counts.get(key) ?? { world, level, shown: 0, named: 0 }
        counts.set(key, own)
        if (lines.some(({ verdict }) => isWorse(verdict))) own.shown++
        if (texts.some((text) => named.test(text))) own.named++
        if (process.env.ROWSMITH_BENCH_TEXTS)
          console.log(`\n${key}\n  ${texts.join('\n  ')}\n  ${lines.map(({ level, verdict }) => `${level} ${verdict}`).join(', ')}`)
      })
    }
  }
  console.log(
    `\nFaults that no list names, planted into ${rows.toLocaleString('en')} rows, in ${runs} runs: shown in the summary, and named:\n`,
  )
  const cellsOf = [...counts].map(([what, { level, shown, named }]) => [what, level, `${shown}`, level === 'none' ? '' : `${named}`])
  console.log(textTable(['fault', 'lowest level', 'shown', 'named'], cellsOf))
  return [...counts].flatMap(([what, { level, shown, named }]): Bar[] =>
    level === 'none'
      ? []
      : [{ what: `named: ${what}`, measured: `${runs} runs`, value: Math.min(shown, named) / runs, limit: 0.8, sense: 'at least' }],
  )
}
