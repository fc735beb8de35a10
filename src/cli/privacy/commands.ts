import type { Command } from 'commander'
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
    .option('--json', 'print JSON instead of text', false)
    .option('-o, --output <file>', 'where the statement goes', '-')
    .action(async (model: string, flags: StatementFlags) => (await import('./statement.js')).writeStatement(model, flags))
}
