import { Command, CommanderError, Option } from 'commander'
import { RowsmithError } from '../errors.js'
import { version } from '../version.js'
import { addBenchmark } from './commands/benchmark/command.js'
import { addPrivacyCommands } from './commands/privacy/command.js'
import type { UiFlags } from './commands/ui.js'
import type {
  CheckFlags,
  EvaluateFlags,
  FilterFlags,
  FitFlags,
  ImputeFlags,
  InspectFlags,
  RulesFlags,
  SampleFlags,
  SchemaFlags,
  ScoreFlags,
  SynthFlags,
} from './options/flags.js'
import {
  amount,
  append,
  databaseFlags,
  duration,
  engineOptions,
  fitEngineOptions,
  fitRulesOptions,
  inputFormat,
  inputOptions,
  list,
  modelOptions,
  modelSourceOptions,
  outputFormat,
  positiveNumber,
  privacyOptions,
  rowRange,
  rowsOf,
  rulesModuleOption,
  runOptions,
  steeringOptions,
  tableOptions,
  wholeNumber,
} from './options/options.js'

/** Runs what the arguments of the process ask for, and says how it went by its exit code. */
export async function runCommandLine(): Promise<void> {
  // A reader that goes away, such as `head`, ends the run quietly.
  process.stdout.on('error', (error) => process.exit(report(error)))
  try {
    await commandLine().parseAsync()
  } catch (error) {
    process.exitCode = report(error)
  }
}

/** All commands and their options. Commands are loaded when they run, so that each one starts as fast as it can. */
function commandLine(): Command {
  const program = new Command('rowsmith')
    .description('Learns a table and writes new rows that look like it and give nobody in it away.')
    .version(version)
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  rowsmith synth people.csv -o synthetic.csv --report report.html
  rowsmith inspect people.csv
  rowsmith fit people.csv -o people.model.json && rowsmith sample people.model.json -n 1000000 -o rows.parquet

Files: .csv .tsv .json .ndjson (also .gz), .arrow .feather .parquet; - is standard input or output.`,
    )

  steeringOptions(
    databaseFlags(runOptions(privacyOptions(fitRulesOptions(modelOptions(inputOptions(program.command('synth [table...]'))))))),
  )
    .description('Learns a table and writes synthetic rows, and, if asked, a report on how good they are.')
    .option('-o, --output <file>', 'where the synthetic rows go', '-')
    .option(
      '--report <file>',
      'an HTML report: a second model, fitted to half of the rows (two thirds of few), is judged against the others',
    )
    .option('--metrics <list>', 'what the report judges: sets, levels or metrics, separated by commas (what takes about ten seconds)', list)
    .option(
      '-n, --rows <number>',
      'how many rows to write (as many as the table has); of a database table=number, which may be repeated',
      rowsOf(positiveNumber),
    )
    .option('--scale <number>', 'of a database: how many times as many rows as it has (1)', amount)
    .option('--where <condition>', 'what the rows must satisfy, for instance: age > 60 and oneOf(sex, "F")')
    .addOption(rulesModuleOption())
    .option('--save <file>', 'keep the fitted model in this file')
    .option('--from <schema>', 'in place of a table: a schema that states laws and shares, by which rows are drawn without any data')
    .addOption(outputFormat())
    .action(async (tables: string[], flags: SynthFlags) => (await import('./commands/synth.js')).synth(tables, flags))

  engineOptions(tableOptions(program.command('inspect [file...]')))
    .description(
      'Shows what Rowsmith thinks each column of a table is, and why; what a model file holds; or how the tables of a database (a folder, several files, an SQLite file) refer to each other.',
    )
    .option('--json', 'print JSON instead of text', false)
    .option('--graph <file>', 'of a model that is a network: write it as .svg, .dot or .json')
    .addOption(inputFormat())
    .action(async (files: string[], flags: InspectFlags) => (await import('./commands/inspect.js')).inspectFiles(files, flags))

  inputOptions(program.command('rules <table...>'))
    .description(
      'Finds rules that a table keeps, or rows of a database and those that they refer to, and not by chance, and writes them as a file for --rules, with what speaks for each.',
    )
    .option('-o, --output <file>', 'where the rules go', '-')
    .option('--public-data', 'the table is no secret, although its schema has sensitive columns or bounds the rows')
    .option('-q, --quiet', 'print nothing but errors and what was asked for', false)
    .addOption(inputFormat())
    .action(async (tables: string[], flags: RulesFlags) => (await import('./commands/rules.js')).rulesFile(tables, flags))

  inputOptions(program.command('check <table...>'))
    .description('Says which rules the rows of a table or a database break, real or synthetic, and leaves with 1 if any.')
    .option('--rules <file>', 'one rule a line, such as start <= end; # begins a comment. Those of the schema are checked, too')
    .option('--real <file>', 'the table that says which combinations(...) may occur')
    .option('--json', 'print JSON instead of text: each rule with all rows that break it', false)
    .addOption(inputFormat())
    .action(async (tables: string[], flags: CheckFlags) => (await import('./commands/check.js')).checkFile(tables, flags))

  engineOptions(tableOptions(program.command('schema [table...]')))
    .description(
      'Writes what each column is, and of a database how its tables refer to each other, as a JSON file to edit and hand to --schema.',
    )
    .option('-o, --output <file>', 'where the schema goes; standard output without it, unless --types is given')
    .option('--types <file>', 'write an interface of the rows and a zod schema that checks them, for instance people.ts')
    .option('--public', 'names and kinds only: a form to be filled in from public knowledge, for fits with --epsilon', false)
    .option(
      '--laws',
      'with the laws that fit each column best, as a description that rows can be drawn from without the table: synth --from',
      false,
    )
    .addOption(inputFormat())
    .addOption(new Option('--from <kind>', 'the file is the metadata of another program, for a database').choices(['sdv']))
    .addOption(new Option('--to <kind>', 'write the metadata of another program, for a database').choices(['sdv']))
    .action(async (tables: string[], flags: SchemaFlags) => (await import('./commands/schema.js')).writeSchemas(tables, flags))

  databaseFlags(
    runOptions(privacyOptions(fitRulesOptions(modelOptions(fitEngineOptions(inputOptions(program.command('fit [table...]'))))))),
  )
    .description(
      'Learns a table and writes the model: a small JSON file from which rows can be drawn anywhere. A folder, several files or an SQLite file is a database, unless --engine or --query is given; a glob, duckdb:PATH and postgres:// are counted where they lie.',
    )
    .option('--plan', 'print what an engine would be asked, and ask nothing', false)
    .option('-o, --output <file>', 'where the model goes, for instance people.model.json')
    .option('--suppress-rare <number>', 'learn no level and no extreme of fewer rows than this', positiveNumber)
    .option('--publishable', 'refuse to write a model file that holds values of single training rows')
    .addOption(inputFormat())
    .action(async (tables: string[], flags: FitFlags) => (await import('./commands/fit.js')).fitFiles(tables, flags))

  steeringOptions(runOptions(program.command('sample <model>')))
    .description('Draws rows from a model file, block by block: memory stays small, however many rows.')
    .option('-n <number>', 'how many rows', positiveNumber)
    .option(
      '--rows <from:to>',
      'only these rows of the run, for instance 500000:1000000; the same rows as in one run; of a database table=number, which may be repeated',
      rowsOf(rowRange),
    )
    .option('--scale <number>', 'of a database: how many times as many rows as it was learned from (1)', amount)
    .option('--blocks <from:to>', 'of a database: only these blocks of families of the run; the same rows as in one run', rowRange)
    .option('--where <condition>', 'what the rows must satisfy, for instance: age > 60 and oneOf(sex, "F")')
    .option('--rules <file>', 'what must hold in every row, one rule a line, besides the rules of the model')
    .addOption(rulesModuleOption())
    .option(
      '--target <statistic>',
      `what the rows should have: 'mean(age) == 45', 'share(sex == "F" where age > 60) == 0.5'; may be repeated`,
      append,
    )
    .option('-o, --output <file>', 'where the rows go', '-')
    .addOption(outputFormat())
    .action(async (model: string, flags: SampleFlags) => (await import('./commands/sample.js')).sampleFile(model, flags))

  runOptions(modelSourceOptions(inputOptions(program.command('impute <table>'))))
    .description(
      'Fills missing cells with values drawn from a model, given the other cells of their rows; all that is there stays as it is.',
    )
    .option('-o, --output <file>', 'where the filled table goes', '-')
    .option(
      '--draws <number>',
      'several independent fillings, each in a file of its own: filled.1.csv, filled.2.csv, ...',
      positiveNumber,
      1,
    )
    .option('--columns <list>', 'fill only these columns, separated by commas; gaps of the others count as known to be missing', list)
    .addOption(outputFormat())
    .action(async (table: string, flags: ImputeFlags) => (await import('./commands/impute.js')).imputeFile(table, flags))

  runOptions(modelSourceOptions(inputOptions(program.command('score <table>'))))
    .description(
      'Scores each row by how surprising it is to a model, and lists the most surprising rows with the columns that make them so.',
    )
    .option('-o, --output <file>', 'where the table goes, with the score as its last column; none is written without it')
    .addOption(
      new Option(
        '--as <what>',
        'surprisal (minus the log density, in nats) or log-density; a row that the model never makes has 1000000000, or minus that',
      )
        .choices(['surprisal', 'log-density'])
        .default('surprisal'),
    )
    .option('--column <name>', 'name of the column (surprisal or log_density)')
    .option('--top <number>', 'how many of the most surprising rows to list', wholeNumber, 10)
    .addOption(outputFormat())
    .action(async (table: string, flags: ScoreFlags) => (await import('./commands/score.js')).scoreFile(table, flags))

  runOptions(modelSourceOptions(inputOptions(program.command('filter <table>'))))
    .description('Takes rows out of a table by a model of it, and says how many and why.')
    .requiredOption(
      '--drop <filters>',
      'separated by commas: implausible:0.01 (share of rows of least density), duplicates, near-copies, label:income (labels that the other columns speak against), rules',
      list,
    )
    .option('-o, --output <file>', 'where the rows that stay go', '-')
    .option('--dropped <file>', 'where the others go, with why as their last column')
    .addOption(outputFormat())
    .action(async (table: string, flags: FilterFlags) => (await import('./commands/filter.js')).filterFile(table, flags))

  runOptions(engineOptions(inputOptions(program.command('evaluate <real> [synthetic...]'))))
    .description('Compares synthetic rows with real ones, between a floor and a ceiling; several tables side by side.')
    .option('--holdout <file>', 'real rows that the synthesizer never saw: the fairest comparison')
    .option('--metrics <list>', 'sets, levels or metrics, separated by commas; `rowsmith metrics` lists them (standard)', list)
    .option('--sensitive <columns>', 'columns whose groups are looked at one by one, separated by commas', list)
    .option(
      '--made-by <models>',
      'what made the synthetic rows, for all or for each, so that no judge of its own kind goes unmentioned',
      list,
    )
    .option(
      '--unit <column>',
      'rows that share its value belong together, and real ones are dealt out by whole units (the key of sequences)',
    )
    .option('--explain <metrics>', 'all there is to say about these, separated by commas', list)
    .option('--budget <time>', 'no metric begins after so long, for instance 60s or 5m; cheap ones come first', duration)
    .option('--resume <file>', 'scores are kept here as they come, and the same command goes on where an earlier one ended')
    .option('--plugin <file>', 'a module that exports metrics of your own; may be repeated', append)
    .option('-o, --output <file>', 'an HTML report, tables side by side')
    .option('--json <file>', 'all scores as JSON')
    .addOption(inputFormat())
    .action(async (real: string, synthetic: string[], flags: EvaluateFlags) =>
      (await import('./commands/evaluate.js')).evaluateFiles(real, synthetic, flags),
    )

  program
    .command('ui [table]')
    .description('Opens the page: the same in a browser, on this machine only. Nothing leaves it.')
    .option('--port <number>', 'the port to listen on (any that is free)', wholeNumber, 0)
    .option('--no-open', 'only print the address')
    .option('--single-file <file>', 'write the page as one HTML file that needs no server, and end')
    .action(async (table: string | undefined, flags: UiFlags) => (await import('./commands/ui.js')).serveUi(table, flags))

  addPrivacyCommands(program)
  addBenchmark(program)

  program
    .command('models')
    .description('Lists the models and their options.')
    .action(async () => (await import('./commands/lists.js')).listModels())

  program
    .command('metrics')
    .description('Lists the metrics and what each one says.')
    .action(async () => (await import('./commands/lists.js')).listMetrics())

  return program
}

/** Prints an error as one message and says with which code to leave; only what nobody foresaw shows where it came from. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof RowsmithError) {
    process.stderr.write(`rowsmith: ${error.message}\n`)
    return 2
  }
  if ((error as { code?: string }).code === 'EPIPE') return 0
  process.stderr.write(
    `rowsmith: this is a fault of Rowsmith, not of your input; please report it\n${error instanceof Error ? error.stack : String(error)}\n`,
  )
  return 1
}
