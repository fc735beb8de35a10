import { auditPrivacy } from '../../../audit/audit-privacy.js'
import { PrivacyError } from '../../../errors.js'
import { writeText } from '../../../io/files.js'
import type { PrivacyAudit } from '../../../node.js'
import { createStatus } from '../../run/status.js'

export interface AuditFlags {
  readonly model: string
  readonly option: Readonly<Record<string, unknown>>
  readonly epsilon: number
  readonly delta?: number
  readonly runs: number
  readonly only?: readonly string[]
  readonly thorough: boolean
  readonly json?: string
  readonly quiet: boolean
}

/** Audits a model at a budget, on tables of its own, and prints what was found. Throws a PrivacyError where a check fails. */
export async function auditModelPrivacy({ model, option, json, quiet, ...flags }: AuditFlags): Promise<void> {
  const status = createStatus(quiet)
  const audit = await auditPrivacy({ model, options: option, ...flags, progress: status.update })
  status.clear()
  if (json !== undefined) await writeText(json, `${JSON.stringify({ ...audit, date: new Date().toISOString().slice(0, 10) }, null, 2)}\n`)
  if (json !== '-') process.stdout.write(renderAudit(audit))
  const failed = audit.findings.filter(({ passed }) => !passed).length
  if (failed > 0)
    throw new PrivacyError(
      model,
      `${failed} checks failed, so that its promise does not hold; do not release what it made, and please report this`,
    )
}

/** Of the others, what failed is told, and how many there were. */
const inFull = ['record-replay', 'releases', 'freshness', 'fit', 'canary']

function renderAudit({ model, epsilon, delta, findings, shown, scopes }: PrivacyAudit): string {
  const lines = [`Audit of ${model} at epsilon ${epsilon}, delta ${delta}`, '']
  for (const { audit, sees, cannotSee } of scopes) {
    const own = findings.filter((finding) => finding.audit === audit)
    const failed = own.filter(({ passed }) => !passed)
    lines.push(`${audit}: ${failed.length === 0 ? `all ${own.length} passed` : `${failed.length} of ${own.length} failed`}`)
    const told = inFull.includes(audit) ? own : failed
    lines.push(...told.map(({ what, passed, detail }) => `  ${passed ? 'ok  ' : 'FAIL'}  ${what}: ${detail}`))
    lines.push(`  sees        ${sees}`, `  cannot see  ${cannotSee}`)
  }
  if (scopes.some(({ audit }) => audit === 'canary'))
    lines.push(
      '',
      `An attacker who saw what the model gives out showed epsilon ${Math.max(shown.anyMechanism, shown.gaussian).toFixed(3)}; claimed is ${epsilon}.`,
    )
  return `${lines.join('\n')}\n`
}
