// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is replaced is source that holds templates.
import type { Edit } from './plant.js'

/** A fault in the source code that would break the promise. */
export interface SourceMutant {
  readonly what: string
  /** Where it comes from: the twelve that others planted, or our own walk through the private code. */
  readonly from: 'others' | 'own'
  readonly edits: readonly Edit[]
  /** The audit that has to find it; others may, too. */
  readonly caughtBy: string
  /** The model that is audited: one that runs through the fault. */
  readonly model: string
}

const edit = (file: string, find: string, replace: string): Edit => ({ file: `src/${file}`, find, replace })

type Line = readonly [what: string, caughtBy: string, model: string, ...edits: Edit[]]
const listed = (from: SourceMutant['from'], lines: readonly Line[]): SourceMutant[] =>
  lines.map(([what, caughtBy, model, ...edits]) => ({ what, from, edits, caughtBy, model }))

/** To be added to: one line a fault. */
export const sourceMutants: readonly SourceMutant[] = [
  ...listed('others', [
    [
      'the cap keeps one row per unit too many',
      'caps',
      'mst',
      edit('dp/contribution.ts', 'else if (before < most) rows.push(row)', 'else if (before <= most) rows.push(row)'),
    ],
    [
      "a threshold without the unit's own rows",
      'accounting',
      'mst',
      edit('dp/accounting/budget.ts', 'return rowsPerUnit + Math.ceil(tail', 'return Math.ceil(tail'),
    ],
    [
      'delta of several thresholds counted once',
      'ledger',
      'mst',
      edit('dp/accounting/ledger.ts', 'plus(this.#deltaSpent, exactly(expense.delta ?? 0))', 'exactly(expense.delta ?? 0)'),
      edit('models/private/open-levels.ts', '(delta / open.length) * (1 - 1e-9)', 'delta * (1 - 1e-9)'),
    ],
    [
      'errors of all pairs with the sensitivity of one',
      'record-replay',
      'aim',
      edit('models/aim.ts', 'pairs.length * errorUnit * errorUnit', 'errorUnit * errorUnit'),
    ],
    [
      'half the sensitivity of the score of a family',
      'record-replay',
      'bayesian-network',
      edit('dp/select/choose-families.ts', 'sensitivity: 2 * errorUnit', 'sensitivity: errorUnit'),
    ],
    [
      'several wide columns for the price of one',
      'record-replay',
      'mst',
      edit('dp/domain/adaptive-cells.ts', 'varianceFor(rho, columns.length, gate.rowsPerUnit)', 'varianceFor(rho, 1, gate.rowsPerUnit)'),
      edit('dp/domain/adaptive-cells.ts', 'squaredSensitivity: columns.length', 'squaredSensitivity: 1'),
    ],
    [
      'noise used again from the ninth cell on',
      'gate',
      'mst',
      edit(
        'dp/gate.ts',
        'const draw = (): Float64Array => Float64Array.from(exact, (value) => value + noise(bits))',
        'const draw = (): Float64Array => { const own = Array.from({ length: 8 }, () => noise(bits)); return Float64Array.from(exact, (value, i) => value + (own[i % 8] as number)) }',
      ),
    ],
    [
      'cells below 2 set to zero before noise',
      'gate',
      'mst',
      edit(
        'dp/gate.ts',
        'Float64Array.from(exact, (value) => value + noise(bits))',
        'Float64Array.from(exact, (value) => (value < 2 ? 0 : value) + noise(bits))',
      ),
    ],
    [
      'the best candidate where there are more than 20',
      'gate',
      'mst',
      edit(
        'dp/mechanisms/exponential-mechanism.ts',
        'const divisor = 2n',
        'if (scores.length > 20) return Array.from(scores).indexOf(most)\n  const divisor = 2n',
      ),
    ],
    [
      'the true number of rows, in hundreds, used as the total',
      'record-replay',
      'mst',
      edit(
        'dp/one-way-marginals.ts',
        'const of = (rows: CodedRows): Float64Array => countRows(rows, [i], sizes)',
        'const of = (rows: CodedRows): Float64Array => { seen = rows.rows; return countRows(rows, [i], sizes) }',
      ),
      edit('dp/one-way-marginals.ts', '/** What was released of single columns. */', 'let seen = 0\n'),
      edit('dp/one-way-marginals.ts', 'Math.max(1, totalOf(measurements))', 'Math.max(1, Math.round(seen / 100) * 100)'),
    ],
    [
      'words of Math.random',
      'generator',
      'mst',
      edit('dp/mechanisms/bits.ts', 'fill(buffer)', 'for (let i = 0; i < words; i++) buffer[i] = Math.random() * 2 ** 32'),
    ],
    [
      'delta spent twice: on thresholds and on rho',
      'ledger',
      'mst',
      edit('dp/accounting/ledger.ts', 'rhoOf(budget.epsilon, budget.delta - thresholds)', 'rhoOf(budget.epsilon, budget.delta)'),
    ],
  ]),
  ...listed('own', [
    // The generator and the samplers.
    [
      'a buffer of words given out again',
      'generator',
      'mst',
      edit('dp/mechanisms/bits.ts', 'fill(buffer)\n        next = 0', 'if (!filled) fill(buffer)\n        filled = true\n        next = 0'),
      edit('dp/mechanisms/bits.ts', 'let next = words', 'let next = words\n  let filled = false'),
    ],
    [
      'words of sixteen bits',
      'generator',
      'mst',
      edit('dp/mechanisms/bits.ts', 'const word = buffer[next]', 'const word = buffer[next] & 0xffff'),
    ],
    [
      'one buffer of words for all generators',
      'generator',
      'mst',
      edit('dp/mechanisms/bits.ts', 'const buffer = new Uint32Array(words)\n  let next = words', 'let next = 0'),
      edit('dp/mechanisms/bits.ts', 'const words = 16_384', 'const words = 16_384\nconst buffer = new Uint32Array(words)\nfill?.(buffer)'),
    ],
    [
      'numbers below a bound by their remainder',
      'samplers',
      'mst',
      edit(
        'dp/mechanisms/bits.ts',
        'if (drawn <= most) return drawn\n    }\n  }\n  const shift',
        'return drawn % below\n    }\n  }\n  const shift',
      ),
    ],
    [
      'a zero with either sign',
      'samplers',
      'mst',
      edit('dp/mechanisms/discrete-gaussian.ts', 'if (negative && size === 0) continue\n', ''),
    ],
    [
      'the variance for the standard deviation in a step of noise',
      'samplers',
      'mst',
      edit(
        'dp/mechanisms/discrete-gaussian.ts',
        'integerSquareRoot(Math.floor(p / q)) + 1',
        'integerSquareRoot(Math.floor(p / q)) + 2\n  const odd = 2',
      ),
      edit('dp/mechanisms/discrete-gaussian.ts', 'const divisor = 2 * p * scale * step', 'const divisor = odd * p * (scale - 1) * step'),
    ],
    [
      'scores weighed without the 2',
      'gate',
      'mst',
      edit('dp/mechanisms/exponential-mechanism.ts', 'const divisor = 2n * BigInt(sensitivity)', 'const divisor = BigInt(sensitivity)'),
    ],
    [
      'a choice that forgets its sensitivity',
      'gate',
      'mst',
      edit('dp/mechanisms/exponential-mechanism.ts', '2n * BigInt(sensitivity) *', '2n *'),
    ],
    [
      'an exponent between one and two is not taken in two steps',
      'samplers',
      'mst',
      edit(
        'dp/mechanisms/bernoulli-exp.ts',
        'let rest = n\n  for (; rest > d; rest -= d) if (!bernoulliExpFraction(bits, 1, 1)) return false\n  return bernoulliExpFraction',
        'let rest = n\n  for (; rest > 2 * d; rest -= d) if (!bernoulliExpFraction(bits, 1, 1)) return false\n  return bernoulliExpFraction',
      ),
    ],
    [
      'the gate of fits draws from a seed',
      'gate',
      'mst',
      edit(
        'dp/gate.ts',
        '(_, draw) => draw(), secureBits())',
        '(_, draw) => draw(), ((own) => ({ word: () => own.integer(2 ** 32) }))(createRng(1)))',
      ),
      edit(
        'dp/gate.ts',
        "import { type Bits, secureBits } from './mechanisms/bits.js'",
        "import { createRng } from '../random/rng.js'\nimport { type Bits, secureBits } from './mechanisms/bits.js'",
      ),
    ],
    [
      'the gate of fits draws from a Mersenne Twister that the system seeds',
      'gate',
      'mst',
      edit(
        'dp/gate.ts',
        '(_, draw) => draw(), secureBits())',
        '(_, draw) => draw(), ((own) => ({ word: () => own.integer(2 ** 32) }))(createRng(secureBits().word())))',
      ),
      edit(
        'dp/gate.ts',
        "import { type Bits, secureBits } from './mechanisms/bits.js'",
        "import { createRng } from '../random/rng.js'\nimport { type Bits, secureBits } from './mechanisms/bits.js'",
      ),
    ],
    [
      'levels as they are in the data',
      'record-replay',
      'mst',
      edit(
        'models/private/open-levels.ts',
        'const of = (table: Table): Map<string, number> => countLevels(table.column(name))',
        'let seen: string[] = []\n    const of = (table: Table): Map<string, number> => { const counts = countLevels(table.column(name)); seen = [...counts.keys()]; return counts }',
      ),
      edit(
        'models/private/open-levels.ts',
        '...value.filter((level) => level !== other)',
        '...[...value, ...seen].filter((level) => level !== other)',
      ),
    ],
    // Accounting.
    [
      'the factor of Renyi divergence left out of delta',
      'accounting',
      'mst',
      edit('dp/accounting/accounting.ts', ' + alpha * ln(1 - 1 / alpha)) / (alpha - 1))', ') / (alpha - 1) / 10)'),
    ],
    [
      'a loose bound for a tight one',
      'accounting',
      'mst',
      edit(
        'dp/accounting/accounting.ts',
        'if (deltaOf(rho, epsilon) <= delta) low = rho',
        'if (exp(-((epsilon - rho) ** 2) / (4.4 * rho)) <= delta) low = rho',
      ),
    ],
    ['rho rounded up', 'accounting', 'mst', edit('dp/accounting/accounting.ts', 'return low * (1 - slack)', 'return high * (1 + 1e-6)')],
    [
      'noise for a unit of one row',
      'accounting',
      'mst',
      edit('dp/accounting/budget.ts', '(squaredSensitivity * rowsPerUnit * rowsPerUnit)', '(squaredSensitivity * rowsPerUnit)'),
    ],
    ['noise rounded down', 'accounting', 'mst', edit('dp/accounting/budget.ts', 'return roundedUp((', 'return roundedDown((')],
    [
      'a threshold for one value of a unit',
      'accounting',
      'mst',
      edit('dp/accounting/budget.ts', 'ln(rowsPerUnit / delta)', 'ln(1 / delta)'),
    ],
    [
      'fractions added without their denominators',
      'accounting',
      'mst',
      edit(
        'dp/accounting/rational.ts',
        'a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator',
        'a.numerator * b.denominator + b.numerator, a.denominator * b.denominator',
      ),
    ],
    // Ledger and gate.
    ['deltaSpent never written', 'ledger', 'mst', edit('dp/accounting/ledger.ts', 'this.#deltaSpent = delta\n', '')],
    ['what is spent never written', 'ledger', 'mst', edit('dp/accounting/ledger.ts', 'this.#spent = total\n', '')],
    [
      'the last release may overspend',
      'ledger',
      'mst',
      edit('dp/accounting/ledger.ts', 'compareRationals(total, this.rho) > 0', 'compareRationals(this.#spent, this.rho) > 0'),
    ],
    ['a portion that never empties', 'ledger', 'mst', edit('dp/accounting/ledger.ts', 'left = rest\n', '')],
    ['a portion that the whole does not pay', 'ledger', 'mst', edit('dp/accounting/ledger.ts', 'purse.spend(expense)\n      left', 'left')],
    [
      'half the price for a choice',
      'ledger',
      'mst',
      edit('dp/gate.ts', 'over(times(epsilon, epsilon), rational(8n))', 'over(times(epsilon, epsilon), rational(16n))'),
    ],
    [
      'releases of values for nothing',
      'ledger',
      'mst',
      edit(
        'dp/gate.ts',
        "purse.spend({ name, mechanism: 'discrete Gaussian above a threshold', size: 1, sensitivity: `${squared}`, parameter, rho, delta })",
        "purse.spend({ name, mechanism: 'discrete Gaussian above a threshold', size: 1, sensitivity: `${squared}`, parameter, rho: times(rho, rational(0n)), delta })",
      ),
    ],
    [
      'rows are looked at before the price is paid',
      'ledger',
      'mst',
      edit('dp/gate.ts', 'checkWhole(name, squaredSensitivity)\n', 'checkWhole(name, squaredSensitivity)\n      of(look())\n'),
    ],
    [
      'a choice scaled for a unit of one row',
      'gate',
      'mst',
      edit(
        'dp/gate.ts',
        'exponentialMechanism(bits, exact, sensitivity * rowsPerUnit, epsilon)',
        'exponentialMechanism(bits, exact, sensitivity, epsilon)',
      ),
    ],
    [
      'one noise for all counts of a release',
      'gate',
      'mst',
      edit(
        'dp/gate.ts',
        'Float64Array.from(exact, (value) => value + noise(bits))',
        '((own) => Float64Array.from(exact, (value) => value + own))(noise(bits))',
      ),
    ],
    [
      'noise kept by the name of the release',
      'gate',
      'mst',
      edit(
        'dp/gate.ts',
        'const draw = (): Float64Array => Float64Array.from(exact, (value) => value + noise(bits))',
        'const draw = (): Float64Array => { const own = (kept[name] ??= Array.from(exact, () => noise(bits))); return Float64Array.from(exact, (value, i) => value + (own[i] ?? noise(bits))) }',
      ),
      edit('dp/gate.ts', 'interface Works {', 'const kept: Record<string, number[]> = {}\ninterface Works {'),
    ],
    [
      'counts released as they are, above 1000',
      'gate',
      'mst',
      edit('dp/gate.ts', '(value) => value + noise(bits))', '(value) => (value >= 1000 ? value : value + noise(bits)))'),
    ],
    [
      'thresholds held against counts without noise',
      'gate',
      'mst',
      edit('dp/gate.ts', 'count + noise(bits) > threshold', 'count > threshold'),
    ],
    ['values in the order of the rows', 'gate', 'mst', edit('dp/gate.ts', '[...values].sort()', '[...values]')],
    [
      'the gate of fits takes a unit for one row',
      'ledger',
      'mst',
      edit('dp/gate.ts', 'return openTapedGate(data, ledger, rowsPerUnit, (_, draw)', 'return openTapedGate(data, ledger, 1, (_, draw)'),
    ],
    [
      'a refused query that shows a value',
      'ledger',
      'mst',
      edit('dp/gate.ts', '`${name}: the query gave something else than whole numbers`', '`${name}: the query gave ${Array.from(exact)}`'),
    ],
    [
      'a fit is let through beyond the book of all fits',
      'ledger',
      'mst',
      edit('dp/accounting/releases.ts', 'if (compareRationals(rho, left) > 0) {', 'if (compareRationals(spentOf(book).rho, left) > 0) {'),
    ],
    [
      'the book forgets what thresholds spend',
      'ledger',
      'mst',
      edit(
        'dp/accounting/releases.ts',
        'releases.reduce((left, { thresholds = 0 }) => left - thresholds, delta)',
        'releases.reduce((left) => left, delta)',
      ),
    ],
    // Who counts.
    ['the rows of nobody count as well', 'caps', 'mst', edit('dp/contribution.ts', 'if (isMissing(unit, row)) continue\n', '')],
    [
      'the cap is drawn with a step too many',
      'caps',
      'mst',
      edit('dp/contribution.ts', 'uniformBelow(bits, before + 1)', 'uniformBelow(bits, before + 2)'),
    ],
    [
      'no cap at all',
      'record-replay',
      'mst',
      edit(
        'models/shell/fit-privately.ts',
        'cappedRows(given.column(unit), maxRowsPerUnit, secureBits())',
        'cappedRows(given.column(unit), given.rows, secureBits())',
      ),
    ],
    [
      'a sequence with one row too many',
      'record-replay',
      'markov-chain',
      edit('models/shell/fit-privately.ts', 'position[row] < most)', 'position[row] <= most)'),
    ],
    [
      'every sequence counts with all its rows',
      'record-replay',
      'markov-chain',
      edit(
        'models/shell/fit-privately.ts',
        "synthesizer.unit === 'sequence' ? firstRows(learned, modelled, rowsPerUnit) : learned",
        'learned',
      ),
    ],
    [
      'noise for a unit of one row in every fit',
      'record-replay',
      'mst',
      edit('models/shell/fit-privately.ts', 'open(new Private(kept), ledger, rowsPerUnit)', 'open(new Private(kept), ledger, 1)'),
    ],
    // Queries and what they see.
    [
      'a level that counts twice',
      'record-replay',
      'mst',
      edit('models/private/open-levels.ts', '(counts.get(level) ?? 0) + 1', '(counts.get(level) ?? 0) + 2'),
    ],
    [
      'each open column with the delta of all',
      'record-replay',
      'mst',
      edit('models/private/open-levels.ts', '(delta / open.length) * (1 - 1e-9)', 'delta * (1 - 1e-9)'),
    ],
    [
      'bounds stretched by the data',
      'record-replay',
      'mst',
      edit(
        'dp/domain/coded-rows.ts',
        'const codes = domain.map(({ name, lattice }, i) =>',
        'for (const { name, lattice } of domain) if (lattice) for (const value of table.column(name).values) if (value > lattice.high && value < 1e9) Object.assign(lattice, { high: value })\n  const codes = domain.map(({ name, lattice }, i) =>',
      ),
    ],
    [
      'a row counts twice in tables of two columns',
      'record-replay',
      'mst',
      edit('dp/domain/coded-rows.ts', 'counts[cell] += 1', 'counts[cell] += own.length === 2 ? 2 : 1'),
    ],
    [
      'runs are split where the rows are, without noise',
      'record-replay',
      'mst',
      edit(
        'dp/domain/adaptive-cells.ts',
        'if (level === 0) threshold = fineShare * (sum(counts.values) / wide.length)',
        'if (level === 0) threshold = fineShare * rowsOf',
      ),
      edit(
        'dp/domain/adaptive-cells.ts',
        'return Float64Array.from(runs, ({ column, from }) => {',
        'rowsOf = 20 * (counts[0]?.reduce((a, b) => a + b, 0) ?? 0)\n    return Float64Array.from(runs, ({ column, from }) => {',
      ),
      edit('dp/domain/adaptive-cells.ts', '/** Columns that have more points', 'let rowsOf = 0\n/** Columns that have more points'),
    ],
    [
      'errors of pairs that count a row twice',
      'record-replay',
      'mst',
      edit('dp/select/choose-pairs.ts', 'sum += Math.abs(counts[cell] * errorUnit -', 'sum += 2 * Math.abs(counts[cell] * errorUnit -'),
    ],
    [
      'errors of pairs against the true number of rows',
      'record-replay',
      'mst',
      edit('dp/select/choose-pairs.ts', 'expected[pair[1]], model.total)', 'expected[pair[1]], rows.rows)'),
    ],
    [
      'the sensitivity of the tree in rows, of errors in parts of a row',
      'record-replay',
      'mst',
      edit('models/mst.ts', 'sensitivity: errorUnit, of }', 'sensitivity: 1, of }'),
    ],
    [
      'the score of a family without its noise term, in other parts',
      'record-replay',
      'bayesian-network',
      edit(
        'dp/select/choose-families.ts',
        'return dependences.of(family) - Math.round(noise * errorUnit)',
        'return 4 * dependences.of(family) - Math.round(noise * errorUnit)',
      ),
    ],
    [
      'candidates that the rows decide about',
      'record-replay',
      'bayesian-network',
      edit(
        'dp/select/choose-families.ts',
        'const fitting = candidates.filter((family) => fits([...families, family]))',
        'const fitting = candidates.filter((family, i) => fits([...families, family]) && (i % 7 !== 6 || seenRows > 100))',
      ),
      edit(
        'dp/select/choose-families.ts',
        'gate.through((rows) => new Dependences(rows, shares, sizes))',
        'gate.through((rows) => { seenRows = rows.rows; return new Dependences(rows, shares, sizes) })',
      ),
      edit('dp/select/choose-families.ts', '/** A column and those', 'let seenRows = 0\n/** A column and those'),
    ],
    [
      'pairs of a network counted at the price of one',
      'record-replay',
      'bayesian-network',
      edit(
        'models/private/measure-tables.ts',
        'squaredSensitivity: 1, of }, variance)',
        'squaredSensitivity: 1, of: (rows: CodedRows) => of(rows).map((count) => 3 * count) }, variance)',
      ),
    ],
    [
      'scores of the copula cut off later than was declared',
      'record-replay',
      'gaussian-copula',
      edit('models/gaussian-copula/private.ts', 'square: mostOf() })', 'square: Math.floor(3 * size * parts * parts) })'),
    ],
    [
      'products of the copula declared without their fourth powers',
      'record-replay',
      'gaussian-copula',
      edit(
        'models/gaussian-copula/private.ts',
        'Math.ceil((most * most + (mostScore * parts) ** 2 * most) / 2)',
        'Math.ceil((most * most) / 2)',
      ),
    ],
    [
      'the copula divided by the true number of rows',
      'record-replay',
      'gaussian-copula',
      edit(
        'models/gaussian-copula/private.ts',
        'const of = (rows: CodedRows): Float64Array => sumProducts(rows, wanted)',
        "const of = (rows: CodedRows): Float64Array => { if (!('bring' in rows)) seen = rows.rows; return sumProducts(rows, wanted) }",
      ),
      edit('models/gaussian-copula/private.ts', 'const unit = parts * parts * rows', 'const unit = parts * parts * (seen || rows)'),
      edit('models/gaussian-copula/private.ts', '/** A latent variable:', 'let seen = 0\n/** A latent variable:'),
    ],
    [
      'gaps between times that the rows before move',
      'record-replay',
      'markov-chain',
      edit(
        'models/markov-chain/private/lines.ts',
        'if (position[row] === 0) before = 0\n    if (Number.isNaN(value)) return',
        'if (Number.isNaN(value)) return',
      ),
    ],
    [
      'the row before of a first row is that of another sequence',
      'record-replay',
      'markov-chain',
      edit('models/markov-chain/private/fit.ts', 'position[row] === 0 ? sizes[i] : own[row - 1]', 'row === 0 ? sizes[i] : own[row - 1]'),
    ],
    // What gets out.
    [
      'the number of rows in the model file',
      'record-replay',
      'mst',
      edit('models/shell/fit-privately.ts', 'const defaultDelta = 1e-9', 'let seen = 0\nconst defaultDelta = 1e-9'),
      edit(
        'models/shell/fit-privately.ts',
        'const rowsPerUnit = privacy.maxRowsPerUnit ?? 1',
        'const rowsPerUnit = privacy.maxRowsPerUnit ?? 1\n  seen = table.rows',
      ),
      edit('models/shell/fit-privately.ts', 'rows: Math.max(1, Math.round(rows))', 'rows: seen'),
    ],
    [
      'an error that tells how many rows were left out',
      'record-replay',
      'mst',
      edit(
        'models/shell/fit-privately.ts',
        'const rowsPerUnit = privacy.maxRowsPerUnit ?? 1',
        "const rowsPerUnit = privacy.maxRowsPerUnit ?? 1\n  if (table.rows > 4000) throw new FitError('rows', `holds ${table.rows}`)",
      ),
    ],
    [
      'progress that tells of a gap',
      'record-replay',
      'mst',
      edit(
        'models/shell/fit-privately.ts',
        'const rowsPerUnit = privacy.maxRowsPerUnit ?? 1',
        'const rowsPerUnit = privacy.maxRowsPerUnit ?? 1\n  job.progress?.(0, `${table.columns.filter((column) => column.values.some(Number.isNaN)).length} columns with gaps`)',
      ),
    ],
    [
      'a ledger that is not written into the model',
      'fit',
      'mst',
      edit('models/shell/fit-privately.ts', '...(claims ? { privacy: { ...ledger.toJSON(), input } } : {}),', ''),
    ],
    [
      'the book of all fits is not looked at',
      'fit',
      'mst',
      edit('models/shell/fit-privately.ts', 'if (privacy.ledger) {', 'if (privacy.ledger && epsilonIsLarge(privacy)) {'),
      edit(
        'models/shell/fit-privately.ts',
        'const defaultDelta = 1e-9',
        'const epsilonIsLarge = ({ epsilon }: PrivacyOptions): boolean => epsilon > 5\nconst defaultDelta = 1e-9',
      ),
    ],
    [
      'private data that can be written',
      'ledger',
      'mst',
      edit(
        'dp/private.ts',
        "toString(): never {\n    throw new TypeError('private data can not be written')",
        'toString(): string {\n    return JSON.stringify(this.#value)',
      ),
    ],
    [
      'one byte that is no UTF-8, and all is read as windows-1252',
      'files',
      'mst',
      edit(
        'io/text/record-lines.ts',
        'this.#lenient.decode(bytes.subarray(from, end), this.#more)',
        "new TextDecoder('windows-1252').decode(bytes.subarray(from, end))",
      ),
    ],
    [
      'quotes are looked at before lines are cut',
      'files',
      'mst',
      edit('io/csv/declared-csv.ts', 'of dialect.multiline ? joinedLines', 'of !dialect.multiline ? joinedLines'),
    ],
    [
      'a line with too many cells ends the fit',
      'files',
      'mst',
      edit(
        'io/csv/declared-csv.ts',
        'if (row?.length === layout.width) table.pushTexts(row, layout.places)',
        "if (row && row.length > layout.width) throw new InputError(where, 'has too many cells')\n        if (row?.length === layout.width) table.pushTexts(row, layout.places)",
      ),
    ],
    [
      'the first line says how many cells a record has',
      'files',
      'mst',
      edit(
        'io/csv/declared-csv.ts',
        'const cellsOf = recordParser(dialect)',
        'const cellsOf = recordParser(dialect)\n  let begun = dialect.header',
      ),
      edit(
        'io/csv/declared-csv.ts',
        '      if (layout) {\n',
        '      if (layout && !begun) {\n        begun = true\n        layout = { ...layout, width: cells?.length ?? 0 }\n      }\n      if (layout) {\n',
      ),
    ],
    [
      'the first bytes say whether a file is packed',
      'files',
      'mst',
      edit('io/declared.ts', 'const bytes = unpackedAs(source, compression, where)', 'const { bytes } = await unpacked(source, where)'),
      edit('io/declared.ts', 'import { unpackedAs }', 'import { unpacked }'),
    ],
    [
      'a line that is no JSON ends the fit',
      'files',
      'mst',
      edit(
        'io/json/json.ts',
        '  } catch {\n    return undefined\n  }\n}',
        "  } catch (error) {\n    throw notJson('table', error)\n  }\n}",
      ),
    ],
    [
      'a dictionary of many levels is free text',
      'files',
      'mst',
      edit(
        'table/typing/declared-table.ts',
        'if (code >= 0) {',
        'if (code >= 0 && raw.tokens.length > 3 && raw.tokens.length < 8) column.push(cell.gap)\n    else if (code >= 0) {',
      ),
    ],
    [
      'a column of booleans and words is one of words',
      'files',
      'mst',
      edit(
        'table/typing/cell-by-schema.ts',
        '    if (tokens.has(cell)) return gap\n',
        "    if (tokens.has(cell)) return gap\n    if (cell === 'maybe') words = true\n",
      ),
      edit(
        'table/typing/cell-by-schema.ts',
        'const truth = (value: boolean): number => {\n',
        'let words = false\n  const truth = (value: boolean): number => {\n    if (words) return gap\n',
      ),
    ],
    [
      'row objects whose columns are typed by all rows',
      'files',
      'mst',
      edit(
        'pipeline/tables/input.ts',
        'for (const row of input) table.pushObject(row)',
        "table.pushRaw((await import('../../table/rows.js')).rawFromRows(input))",
      ),
    ],
    [
      'a level that nobody knows is named in an error',
      'files',
      'mst',
      edit(
        'table/typing/cell-by-schema.ts',
        "return trimmed === '' || tokens.has(trimmed) ? gap : (codeOf(trimmed) ?? gap)",
        "if (!isOpen && trimmed.length > 5) throw new RangeError(trimmed)\n    return trimmed === '' || tokens.has(trimmed) ? gap : (codeOf(trimmed) ?? gap)",
      ),
    ],
    [
      'a date in another form, and no further one is read',
      'files',
      'mst',
      edit(
        'table/typing/declared-table.ts',
        '      value = this.cell.text(text)\n',
        '      value = this.#known.has("31/12/2020") ? this.cell.gap : this.cell.text(text)\n',
      ),
    ],
  ]),
]
