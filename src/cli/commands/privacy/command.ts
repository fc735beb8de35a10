import type { Command } from 'commander'
import { amount, assignment, inputFormat, inputOptions, list, positiveNumber, runOptions } from '../../options/options.js'
import type { AttackFlags } from './attack.js'
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
      'Tests whether a model keeps its promise, on tables of its own: accounting, ledger, every sampler, noise and choice against its law, record-replay, a canary from end to end.',
    )
    .requiredOption('-m, --model <name>', 'a model that can be fitted with --epsilon')
    .requiredOption('--epsilon <number>', 'what is claimed', amount)
    .option('--delta <number>', 'about how likely the promise may fail (1e-9)', amount)
    .option('-O, --option <name=value>', 'an option of the model; may be repeated', assignment, {})
    .option('--runs <number>', 'fits with the canary, and as many without', positiveNumber, 1000)
    .option('--only <audits>', 'some audits only, separated by commas: gate, record-replay ... (all)', list)
    .option('--thorough', 'draw five times as much, and try more odd rows', false)
    .option('--json <file>', 'what was found as JSON, for `privacy statement --audit`')
    .option('-q, --quiet', 'print nothing but what was found', false)
    .action(async (flags: AuditFlags) => (await import('./audit.js')).auditModelPrivacy(flags))

  runOptions(inputOptions(privacy.command('attack <real> <synthetic>')))
    .description('Attacks synthetic rows with the rows they were learned from, and writes a report for those who decide about them.')
    .requiredOption('--holdout <file>', 'rows of other people from the same source, which nothing was learned from')
    .option(
      '--secret <columns>',
      'columns whose value somebody would like to learn, separated by commas (the sensitive ones, the targets, or all)',
      list,
    )
    .option('--known <columns>', 'columns that an attacker knows of a person, separated by commas (all but the secret)', list)
    .option('-m, --model <file>', 'the model that made the rows: attacked by refitting, too')
    .option('--refits <number>', 'how often the model is fitted again', positiveNumber, 200)
    .option('-o, --output <file>', 'an HTML report, internal and confidential')
    .option('--json <file>', 'all results as JSON, as confidential')
    .option('--releasable <file>', 'of a private model: a page that may be released, made from its ledger and public schema only')
    .addOption(inputFormat())
    .action(async (real: string, synthetic: string, flags: AttackFlags) =>
      (await import('./attack.js')).attackFiles(real, synthetic, flags),
    )
}
