import { createHash } from 'node:crypto'
import { type ReleaseBook, spentOf } from '../../dp/releases.js'
import { InputError } from '../../errors.js'
import { writeText } from '../../io/files.js'
import { readModel } from '../../node-files.js'
import { type PrivacyStatement, privacyStatement } from '../../pipeline/privacy-statement.js'
import { readLedger } from './ledger-file.js'

export interface StatementFlags {
  readonly ledger?: string
  readonly json: boolean
  readonly output: string
}

/** Writes the statement about the model in a file. */
export async function writeStatement(path: string, flags: StatementFlags): Promise<void> {
  const model = await readModel(path)
  const statement = privacyStatement(model, path)
  const schemaHash = createHash('sha256').update(JSON.stringify(model.schema)).digest('hex')
  const ledger = flags.ledger === undefined ? null : await readLedger(flags.ledger)
  if (flags.ledger !== undefined && !ledger) throw new InputError(flags.ledger, 'there is no such file; check the name')
  const all = { ...statement, schemaHash, ...(ledger ? { allReleases: inAll(ledger) } : {}) }
  await writeText(flags.output, flags.json ? `${JSON.stringify(all, null, 2)}\n` : renderStatement(all))
}

interface WholeStatement extends PrivacyStatement {
  /** SHA-256 of the schema as the model file has it. */
  readonly schemaHash: string
  readonly allReleases?: ReturnType<typeof inAll>
}

function inAll(book: ReleaseBook) {
  return { releases: book.releases.length, epsilon: spentOf(book).epsilon, delta: book.delta, total: book.epsilon }
}

function renderStatement(statement: WholeStatement): string {
  const { title, model, epsilon, delta, unit, neighbours, rho, spent, epsilonSpent, releases, assumedPublic, allReleases } = statement
  return `${[
    `Privacy statement: ${title} (${model}), Rowsmith ${statement.rowsmith}`,
    '',
    ...pairs([
      ['promise', `(${epsilon}, ${delta})-differential privacy`],
      ['protected', unit],
      ['neighbours', neighbours],
      ['budget', `epsilon ${epsilon}, delta ${delta}: rho ${short(rho)} (zCDP)`],
      ['spent', `epsilon ${short(epsilonSpent)}: rho ${short(spent)}, in ${releases.length} releases that add up`],
      ...(allReleases ? [['this source', totalInWords(allReleases)] as const] : []),
      ['noise', statement.noise],
    ]),
    '',
    statement.meaning,
    '',
    'Releases',
    ...releases.map(
      ({ name, mechanism, size, sensitivity, scale, rho }) =>
        `  ${name}: ${size.toLocaleString('en')} ${mechanism === 'exponential' ? `candidates, epsilon ${short(scale)}` : `numbers, sd ${short(scale)}`}, sensitivity ${short(sensitivity)}, rho ${short(rho)}`,
    ),
    '',
    'Assumed to be public',
    ...pairs([...assumedPublic, ['schema', `sha256 ${statement.schemaHash}`]]),
    '',
    'Not covered',
    ...statement.notCovered.map((what) => `  ${what}`),
    '',
    `Audit: ${statement.audit}`,
  ].join('\n')}\n`
}

function totalInWords({ releases, epsilon, delta, total }: NonNullable<WholeStatement['allReleases']>): string {
  return `${releases} releases, epsilon ${short(epsilon)} together at delta ${delta}; at most ${total} was declared`
}

function pairs(list: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...list.map(([name]) => name.length))
  return list.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)))
}
