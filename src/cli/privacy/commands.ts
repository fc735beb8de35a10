import type { Command } from 'commander'
import { amount, assignment, positiveNumber } from '../options.js'
import type { AuditFlags } from './audit.js'
import type { StatementFlags } from './statement.js'

/** `rowsmith privacy`: what can be promised about a model, and what can be shown. */
export function addPrivacyCommands(program: Command): void {
  const privacy = program.command('privacy').description('What a model promises about those in the data, and whether it holds.')

  privacy
    .command('statement <model>')
    .description(
      'Prints what may be told to anybody about a model that was fitted with --epsilon: made of its ledger and public knowledge alone.',
    )
    .option('--ledger <file>', 'say, too, what all releases that are booked in this file come to')
    .option('--audit <file>', 'say, too, what an audit found: the file that `rowsmith privacy audit --json` wrote')
    .option('--json', 'print JSON instead of text', false)
    .option('-o, --output <file>', 'where the statement goes', '-')
    .action(async (model: string, flags: StatementFlags) => (await import('./statement.js')).writeStatement(model, flags))

  privacy
    .command('audit')
    .description(
      'Tests whether a model keeps its promise, on tables of its own: record-replay, every sampler, lower bounds, a canary from end to end.',
    )
    .requiredOption('-m, --model <name>', 'a model that can be fitted with --epsilon')
    .requiredOption('--epsilon <number>', 'what is claimed', amount)
    .option('--delta <number>', 'about how likely the promise may fail (1e-9)', amount)
    .option('-O, --option <name=value>', 'an option of the model; may be repeated', assignment, {})
    .option('--runs <number>', 'fits with the canary, and as many without', positiveNumber, 1000)
    .option('--json <file>', 'what was found as JSON, for `privacy statement --audit`')
    .option('-q, --quiet', 'print nothing but what was found', false)
    .action(async (flags: AuditFlags) => (await import('./audit.js')).auditModelPrivacy(flags))
}
