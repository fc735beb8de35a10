import { foundMark, parseRules, type RuleLine, ruleLines } from '../../constraints/rules/rule.js'
import { InputError, PrivacyError } from '../../errors.js'
import { readText } from '../../io/files.js'
import type { OwnRule } from '../../models/rules/acceptance.js'
import { schemaLines } from '../../models/rules/rules-of.js'
import type { Schema } from '../../node.js'
import { importModule } from './plugin.js'

/** The rules of the schema, and those of a file. */
export async function allRules(path: string | undefined, schema: Schema): Promise<RuleLine[]> {
  return [...schemaLines(schema), ...(path === undefined ? [] : ruleLines(await readText(path), path))]
}

/** The rules of a file, checked; none without one. */
export async function readRules(path: string | undefined, schema: Schema): Promise<string[]> {
  return path === undefined ? [] : parseRules(ruleLines(await readText(path), path), schema).map(({ text }) => text)
}

/** The rules of a file for a private fit: public knowledge, as the schema is. */
export async function readPublicRules(path: string | undefined, schema: Schema): Promise<string[]> {
  if (path !== undefined && (await readText(path)).includes(foundMark)) {
    throw new PrivacyError(
      path,
      'holds rules that were read off rows, which no budget covers; write down those that you know without the data in a file of your own',
    )
  }
  return readRules(path, schema)
}

/** The rules that a file of JavaScript exports: objects with a name and a function holds(row), or lists of them. */
export async function readRulesModule(path: string): Promise<OwnRule[]> {
  const found = [...new Set(Object.values(await importModule(path)).flat())].filter(isRule)
  if (found.length === 0) {
    throw new InputError(path, "exports no rule; write export const rules = [{ name: 'even', holds: (row) => row.n % 2 === 0 }]")
  }
  return found
}

function isRule(value: unknown): value is OwnRule {
  const { name, holds } = (value ?? {}) as Partial<OwnRule>
  return typeof name === 'string' && typeof holds === 'function'
}
