import { createHash } from 'node:crypto'
import * as z from 'zod'
import { spentOf } from '../../../dp/accounting/releases.js'
import { InputError } from '../../../errors.js'
import { readText, writeText } from '../../../io/files.js'
import { readModel } from '../../../node/files.js'
import type { PrivacyStatement, ReleaseBook } from '../../../node.js'
import { privacyStatement } from '../../../pipeline/privacy/statement.js'
import { readLedger } from './ledger-file.js'

export interface StatementFlags {
  readonly ledger?: string
  readonly audit?: string
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
  const audited = flags.audit === undefined ? undefined : await auditIn(flags.audit, statement)
  const all = { ...statement, schemaHash, ...(ledger ? { allReleases: inAll(ledger) } : {}), ...(audited ? { audited } : {}) }
  await writeText(flags.output, flags.json ? `${JSON.stringify(all, null, 2)}\n` : renderStatement(all))
}

interface WholeStatement extends PrivacyStatement {
  /** SHA-256 of the schema as the model file has it. */
  readonly schemaHash: string
  readonly allReleases?: ReturnType<typeof inAll>
  readonly audited?: Awaited<ReturnType<typeof auditIn>>
}

function inAll(book: ReleaseBook) {
  return { releases: book.releases.length, epsilon: spentOf(book).epsilon, delta: book.delta, total: book.epsilon }
}

const auditShape = z.object({
  format: z.literal('rowsmith-privacy-audit'),
  date: z.string(),
  rowsmith: z.string(),
  model: z.string(),
  epsilon: z.number(),
  delta: z.number(),
  passed: z.boolean(),
  shown: z.object({ anyMechanism: z.number(), gaussian: z.number() }),
  findings: z.array(z.unknown()),
})

/** What an audit of the same model at the same budget found. */
async function auditIn(path: string, { model, epsilon, delta }: PrivacyStatement) {
  const parsed = auditShape.safeParse(JSON.parse(await readText(path)))
  if (!parsed.success) throw new InputError(path, 'is no audit; write one with `rowsmith privacy audit --json`')
  const { data } = parsed
  if (data.model !== model || data.epsilon !== epsilon || data.delta !== delta) {
    throw new InputError(
      path,
      `audits ${data.model} at epsilon ${data.epsilon}, delta ${data.delta}, and the statement is about ${model} at ${epsilon}, ${delta}`,
    )
  }
  return { date: data.date, rowsmith: data.rowsmith, passed: data.passed, checks: data.findings.length, shown: data.shown }
}

function auditInWords({ date, rowsmith, passed, checks, shown }: NonNullable<WholeStatement['audited']>): string {
  const result = passed ? `all ${checks} checks passed` : 'FAILED'
  const most = Math.max(shown.anyMechanism, shown.gaussian)
  return `Audited on ${date} with Rowsmith ${rowsmith}: ${result}; the canary showed epsilon ${short(most)} at least (95 %).`
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
      ['holds', statement.input],
      ['budget', `epsilon ${epsilon}, delta ${delta}: rho ${short(rho)} (zCDP)`],
      ['spent', `epsilon ${short(epsilonSpent)}: rho ${short(spent)}, in ${releases.length} releases that add up`],
      ...(allReleases ? [['this source', totalInWords(allReleases)] as const] : []),
      ['noise', statement.noise],
    ]),
    '',
    statement.meaning,
    '',
    'Releases',
    ...releases.map(releaseInWords),
    '',
    'Assumed to be public',
    ...pairs([...assumedPublic, ['schema', `sha256 ${statement.schemaHash}`]]),
    '',
    'Not covered',
    ...statement.notCovered.map((what) => `  ${what}`),
    '',
    ...(statement.audited ? [auditInWords(statement.audited)] : []),
    `To audit it again: ${statement.audit}`,
  ].join('\n')}\n`
}

function releaseInWords({ name, mechanism, size, sensitivity, scale, rho, delta }: PrivacyStatement['releases'][number]): string {
  const noise = mechanism === 'exponential' ? `${size.toLocaleString('en')} candidates, epsilon ${short(scale)}` : `sd ${short(scale)}`
  const what = mechanism === 'discrete Gaussian' ? `${size.toLocaleString('en')} numbers, ${noise}` : noise
  const threshold = delta === undefined ? '' : `, those above a threshold that fails with probability ${short(delta)}`
  return `  ${name}: ${what}, sensitivity ${short(sensitivity)}, rho ${short(rho)}${threshold}`
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
