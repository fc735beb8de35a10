import type { DrawAsk, Edits, FitAsk } from './protocol.js'

interface Names {
  readonly table: string
  /** Of the schema file that goes with it; null where nothing was corrected. */
  readonly schema: string | null
  /** Columns that are left out. */
  readonly omitted: readonly string[]
  readonly output: string
  /** Rows of the table, which is how many are drawn unless somebody says otherwise. */
  readonly learned: number
}

/** The command that makes the same bytes in a shell; two where rows are drawn with another seed than the model was fitted with. */
export function shellCommand(fit: FitAsk, draw: DrawAsk, names: Names): string {
  const { table, schema, omitted, output, learned } = names
  const reading = [...(schema === null ? [] : [`--schema ${quoted(schema)}`]), ...omitWords(fit, omitted)]
  const fitting = [...modelWords(fit), ...reading, ...seedWords(fit.seed)]
  const privacy = privacyWords(fit)
  const rows = draw.rows === learned && !fit.privacy ? [] : [`-n ${draw.rows}`]
  const wishes = wishWords(draw)
  if (fit.seed === draw.seed)
    return ['npx rowsmith synth', quoted(table), '-o', quoted(output), ...fitting, ...privacy, ...rows, ...wishes].join(' ')
  const file = `${table.replace(/\.[^.]*$/, '')}.model.json`
  return `${['npx rowsmith fit', quoted(table), '-o', quoted(file), ...fitting, ...privacy].join(' ')} && ${sampleCommand(file, draw, output)}`
}

/** The command that draws rows by what a schema states. */
export function describedCommand(file: string, draw: DrawAsk, output: string): string {
  const words = [`-n ${draw.rows}`, ...seedWords(draw.seed), ...wishWords(draw)]
  return ['npx rowsmith synth --from', quoted(file), '-o', quoted(output), ...words].join(' ')
}

/** The command that draws rows from a model file. */
export function sampleCommand(file: string, draw: DrawAsk, output: string): string {
  const words = [`-n ${draw.rows}`, ...seedWords(draw.seed), ...wishWords(draw)]
  return ['npx rowsmith sample', quoted(file), '-o', quoted(output), ...words].join(' ')
}

function wishWords({ where, shares }: DrawAsk): string[] {
  const named = Object.entries(shares).filter(([, levels]) => Object.keys(levels).length > 0)
  return [
    ...(where.trim() === '' ? [] : [`--where ${quoted(where)}`]),
    ...named.map(([name, levels]) => `--share ${quoted(`${JSON.stringify(name)}: ${JSON.stringify(levels)}`)}`),
  ]
}

function modelWords({ model, options }: FitAsk): string[] {
  const own = Object.entries(options).map(([name, value]) => `-O ${quoted(`${name}=${Array.isArray(value) ? value.join(',') : value}`)}`)
  return [...(model === 'sequential-trees' ? [] : [`-m ${model}`]), ...own]
}

/** A private fit leaves out what its schema doesn't name. */
function omitWords({ privacy }: FitAsk, omitted: readonly string[]): string[] {
  if (privacy || omitted.length === 0) return []
  return [`--omit ${quoted(omitted.map((name) => (/[",]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(','))}`]
}

function seedWords(seed: number): string[] {
  return seed === 1 ? [] : [`--seed ${seed}`]
}

function privacyWords({ privacy, audit }: FitAsk): string[] {
  if (!privacy) return audit ? [] : ['--no-audit']
  return [`--epsilon ${privacy.epsilon}`, ...(privacy.delta === 1e-9 ? [] : [`--delta ${privacy.delta}`])]
}

/** Whether a schema file is needed to say what was corrected. */
export function isEdited({ schema, kinds, targets, key, order, sensitive, missing, meanings, dropped, rules }: Edits): boolean {
  const lists = [Object.keys(kinds), targets, sensitive, Object.keys(missing), Object.keys(meanings), dropped, rules]
  return schema !== null || key !== null || order !== null || lists.some(({ length }) => length > 0)
}

function quoted(word: string): string {
  return /^[\w./=,:+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
