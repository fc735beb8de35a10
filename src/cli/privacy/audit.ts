import { PrivacyError } from '../../errors.js'
import { writeText } from '../../io/files.js'
import { auditPrivacy, type PrivacyAudit } from '../../pipeline/privacy-audit.js'
import { createStatus } from '../status.js'

export interface AuditFlags {
  readonly model: string
  readonly option: Readonly<Record<string, unknown>>
  readonly epsilon: number
  readonly delta?: number
  readonly runs: number
  readonly json?: string
  readonly quiet: boolean
}

/** Audits a model at a budget, on tables of its own, and prints what was found. Throws a PrivacyError where a check fails. */
export async function auditModelPrivacy({ model, option, epsilon, delta, runs, json, quiet }: AuditFlags): Promise<void> {
  const status = createStatus(quiet)
  const audit = await auditPrivacy({ model, options: option, epsilon, delta, runs, progress: status.update })
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

function renderAudit({ model, epsilon, delta, findings, shown }: PrivacyAudit): string {
  const lines = [`Audit of ${model} at epsilon ${epsilon}, delta ${delta}`, '']
  const kinds = [...new Set(findings.map(({ audit }) => audit))]
  for (const kind of kinds) {
    const own = findings.filter(({ audit }) => audit === kind)
    const failed = own.filter(({ passed }) => !passed)
    lines.push(`${kind}: ${failed.length === 0 ? `all ${own.length} passed` : `${failed.length} of ${own.length} failed`}`)
    const told = kind === 'samplers' ? failed : own
    lines.push(...told.map(({ what, passed, detail }) => `  ${passed ? 'ok  ' : 'FAIL'}  ${what}: ${detail}`))
  }
  lines.push(
    '',
    `An attacker who saw what the model gives out showed epsilon ${Math.max(shown.anyMechanism, shown.gaussian).toFixed(3)}; claimed is ${epsilon}.`,
  )
  return `${lines.join('\n')}\n`
}
