import exp from '@stdlib/math-base-special-exp'
import { compilePredicate } from '../../../constraints/compile.js'
import { boxEvidence, boxesOf, type EvidenceBox, inBoth, mostBoxes, sayable } from '../../../constraints/domains/boxes.js'
import { call, formatExpression } from '../../../constraints/language/expression.js'
import { asTruth } from '../../../constraints/language/operand.js'
import { resolve } from '../../../constraints/language/resolve.js'
import { smallest } from '../../../constraints/rules/contradictions.js'
import { type Rule, schemaFor } from '../../../constraints/rules/rule.js'
import { ConstraintError } from '../../../errors.js'
import { loadedModel } from '../../../models/loaded.js'
import { onDrawnColumns } from '../../../models/relations/active.js'
import { type DemandedRule, demandedRules } from '../../../models/rules/acceptance.js'
import { withRules } from '../../../models/rules/learn.js'
import { rulesOfSchema } from '../../../models/rules/rules-of.js'
import { conditionsOnSources } from '../../../models/shell/derive.js'
import { modelledSchema } from '../../../models/shell/layout.js'
import { blockUnits, learnedUnits, type RowLaw, type StatePart } from '../../../models/shell/sample.js'
import type { Evidence, FittedModel } from '../../../models/synthesizer.js'
import { createRng } from '../../../random/rng.js'
import type { Table } from '../../../table/table.js'

/** Throws where further rules are wrong, contradict those of the model, or are none that its rows can be held to. */
export function checkFurtherRules(model: FittedModel, rules: readonly string[]): void {
  if (rules.length === 0) return
  const further = withRules(model.schema, rules, loadedModel(model.model))
  const unknown = rulesOfSchema(further).find(
    ({ text, rows }) =>
      (rows?.name === 'combinations' || rows?.name === 'determines') && !model.combinations?.some(({ rule }) => rule === text),
  )
  if (unknown) throw new ConstraintError('rules', `${unknown.text} needs the table that the model has learned; give it to fit or synth`)
}

/** A share of rows that break rules up to which drawing again is the quicker way: it takes at most twice the draws. */
const enough = 0.5
/** Below this share of rows that satisfy all rules, none are drawn. */
const leastAccepted = 1e-4
/** Units that are drawn at most to find one in so many: none of them is one with a probability below e^-10 at that share. */
const mostTried = 100_000
/** With so many accepted the share is known to a tenth. */
const enoughAccepted = 100
/** Stream of the trial, apart from those of blocks. */
const trialStream = -17
const fruitStream = -19

interface KeptRules {
  readonly law: RowLaw
  /** How rules are kept, in one sentence; null where there are none. */
  readonly note: string | null
  /** By rule, all that rows are held to by drawing. */
  readonly rules: readonly KeptRule[]
}

/** A rule of a model, and how it is kept, in words. */
export interface KeptRule {
  readonly rule: string
  readonly how: string
}

/** How each rule of a model is kept. Throws a ConstraintError as `keepRules` does. */
export function rulesKeptBy(model: FittedModel): KeptRule[] {
  const kept = new Map(keepRules({ model }, model, []).rules.map((own) => [own.rule, own]))
  return rulesOfSchema(model.schema).map(
    ({ text }) => kept.get(text) ?? { rule: text, how: 'by a key among its columns, made anew and never twice' },
  )
}

/**
 * The law with all that keeps its rules: where too few rows satisfy them, and the model can be conditioned exactly, rows are drawn from boxes without common
 * rows that the rules leave, each as often as the model has it. `evidence` is what the model is conditioned on already, by `unconditioned`. Throws a ConstraintError
 * that names the fewest rules that together leave nothing.
 */
export function keepRules(law: RowLaw, unconditioned: FittedModel, evidence: Evidence): KeptRules {
  const rules = demandedRules(law)
  if (rules.length === 0) return { law, note: null, rules: [] }
  const first = tried(law, rules)
  if (first.share >= enough) return { law, ...inWords(rules, first, []) }
  // What a condition on computed columns left of the model is in parts already.
  const boxed = law.parts ? null : withBoxes(law, unconditioned, evidence, rules, first)
  if (!boxed) {
    refuseHopeless(rules, first)
    return { law, ...inWords(rules, first, []) }
  }
  const second = tried(boxed.law, rules)
  refuseHopeless(rules, second)
  return { law: boxed.law, ...inWords(rules, second, boxed.rules) }
}

/** Units drawn to see how many satisfy the rules. */
interface Trial {
  readonly units: number
  readonly accepted: number
  readonly share: number
  /** Units that break each of the rules. */
  readonly broken: readonly number[]
  /** For each unit, whether it breaks each of the rules; of some that break one. */
  readonly examples: readonly Uint8Array[]
}

const mostExamples = 20_000

function tried(law: RowLaw, rules: readonly DemandedRule[]): Trial {
  const size = blockUnits(law.model)
  const broken = rules.map(() => 0)
  const examples: Uint8Array[] = []
  let [units, accepted] = [0, 0]
  for (let attempt = 0; attempt === 0 || (units < mostTried && accepted < enoughAccepted); attempt++) {
    const { table, starts } = learnedUnits(law, createRng(1, trialStream, attempt), size)
    const verdicts = rules.map(({ breaks }) => breaks(table))
    for (let unit = 0; unit < starts.length - 1; unit++) {
      const own = Uint8Array.from(verdicts, (rows) => (rows.subarray(starts[unit], starts[unit + 1]).includes(1) ? 1 : 0))
      own.forEach((isBroken, i) => {
        broken[i] += isBroken
      })
      const isAccepted = rules.every(({ rate }, i) => rate > 0 || own[i] === 0)
      if (isAccepted) accepted++
      else if (examples.length < mostExamples) examples.push(own)
    }
    units += starts.length - 1
  }
  return { units, accepted, share: accepted / units, broken, examples }
}

/** Throws where too few rows satisfy the rules, with the smallest set of rules to blame. */
function refuseHopeless(rules: readonly DemandedRule[], { units, share, examples }: Trial): void {
  if (share >= leastAccepted) return
  const held = (members: readonly number[]): number => examples.filter((own) => members.every((i) => own[i] === 0)).length
  const strict = [...rules.keys()].filter((i) => rules[i].rate === 0)
  const blamed = smallest(strict, (members) => held(members) < Math.max(1, leastAccepted * examples.length))
  const named = blamed.map((i) => `  ${rules[i].text}`).join('\n')
  throw new ConstraintError(
    'rules',
    `fewer than one in ${Math.round(1 / leastAccepted).toLocaleString('en')} rows of the model satisfies ${blamed.length === 1 ? 'this rule' : 'these rules together'} (${units.toLocaleString('en')} drawn); loosen ${blamed.length === 1 ? 'it' : 'one of them'}, or choose another model:\n${named}`,
  )
}

/** Units that are drawn at first to find one that satisfies everything. */
const fewestTried = 64

/**
 * Throws where none of many rows satisfies a condition and the rules, rather than after a run has drawn in vain for as long as it may: with the smallest set of
 * them that leaves nothing of the model before it was conditioned. `asked`: what was asked for, for the message.
 */
export function refuseFruitless(law: RowLaw, unconditioned: FittedModel, asked: string): void {
  const { model } = law
  const parts = [...conditionsAsRules(law), ...demandedRules(law).filter(({ rate }) => rate === 0)]
  let units = 0
  for (let attempt = 0; units < mostTried; attempt++) {
    const own = verdictsOf(law, parts, attempt, Math.min(blockUnits(model), fewestTried * 2 ** attempt))
    if (own.some((broken) => !broken.includes(1))) return
    units += own.length
  }
  const examples: Uint8Array[] = []
  for (let attempt = 0; examples.length < mostExamples; attempt++)
    examples.push(...verdictsOf({ model: unconditioned }, parts, attempt, blockUnits(model)))
  const blamed = smallest([...parts.keys()], (members) => !examples.some((own) => members.every((i) => own[i] === 0)))
  const what = model.provenance.sequences ? 'sequences' : 'rows'
  const [these, one] = blamed.length === 1 ? ['this', 'it'] : ['these together', 'one of them']
  const named = blamed.map((i) => `  ${parts[i].text}`).join('\n')
  throw new ConstraintError(
    asked,
    `none of ${units.toLocaleString('en')} ${what} of the model satisfies ${these}; loosen ${one}, or choose another model:\n${named}`,
  )
}

/** For each of so many units, whether it breaks each of these. */
function verdictsOf(law: RowLaw, parts: readonly Pick<DemandedRule, 'breaks'>[], attempt: number, size: number): Uint8Array[] {
  const { table, starts } = learnedUnits(law, createRng(1, fruitStream, attempt), size)
  const verdicts = parts.map(({ breaks }) => breaks(table))
  return Array.from({ length: starts.length - 1 }, (_, unit) =>
    Uint8Array.from(verdicts, (rows) => (rows.subarray(starts[unit], starts[unit + 1]).includes(1) ? 1 : 0)),
  )
}

function conditionsAsRules({ where, unless, model: { schema } }: RowLaw): Pick<DemandedRule, 'text' | 'breaks'>[] {
  const holds = where && compilePredicate(where, schema)
  return [
    ...(where && holds ? [{ text: formatExpression(where), breaks: (table: Table) => holds(table).map((own) => 1 - own) }] : []),
    ...(unless ? [{ text: formatExpression(call('not', unless)), breaks: compilePredicate(unless, schema) }] : []),
  ]
}

/** The law that draws from boxes which rules leave; null where the model has none, or not exactly. */
function withBoxes(
  law: RowLaw,
  unconditioned: FittedModel,
  evidence: Evidence,
  rules: readonly DemandedRule[],
  { broken }: Trial,
): { readonly law: RowLaw; readonly rules: readonly DemandedRule[] } | null {
  const { model } = law
  const synthesizer = loadedModel(model.model)
  if (!synthesizer.condition || synthesizer.unit === 'sequence') return null
  const modelled = modelledSchema(model.schema, model.derivations, synthesizer.unit)
  const condition = (given: Evidence): StatePart | 'inexact' | null => {
    try {
      const { state, exact, logProbability } = synthesizer.condition?.(unconditioned.state, modelled, given) ?? {
        exact: false,
        logProbability: 0,
        state: null,
      }
      if (!exact) return 'inexact'
      return { state, share: exp(logProbability) }
    } catch (error) {
      // No row of the model lies in such a box.
      if (error instanceof ConstraintError) return null
      throw error
    }
  }
  const order = [...rules.keys()].filter((i) => broken[i] > 0).sort((a, b) => broken[b] - broken[a])
  let boxes: readonly EvidenceBox[] = [new Map()]
  const used: DemandedRule[] = []
  for (const i of order) {
    const rule = rules[i]
    const parts = rule.rule && rule.rate === 0 ? boxesOfRule(rule.rule, model) : null
    const both = parts && inBoth(boxes, parts)
    if (!both || both.length > mostBoxes) continue
    boxes = both
    used.push(rule)
  }
  if (used.length === 0) return null
  const evidences = sayable(boxes, model.schema).map((box) => drawnEvidence(box, model))
  if (evidences.length > mostBoxes || evidences.some((own) => own === null)) return null
  const parts: StatePart[] = []
  for (const own of evidences as Evidence[]) {
    const part = condition([...evidence, ...own])
    if (part === 'inexact') return null
    if (part) parts.push(part)
  }
  const total = parts.reduce((sum, { share }) => sum + share, 0)
  if (!(total > 0)) return null
  return { law: { ...law, parts: parts.map(({ state, share }) => ({ state, share: share / total })) }, rules: used }
}

function boxesOfRule({ expression, isWide }: Rule, { schema }: FittedModel): readonly EvidenceBox[] | null {
  if (isWide) return null
  const known = schemaFor(expression, schema)
  return boxesOf(asTruth(resolve(expression, known), 'a rule'), known)
}

/** The conditions of a box on columns that the model draws itself; null where it takes others. */
function drawnEvidence(box: EvidenceBox, model: FittedModel): Evidence | null {
  const evidence = boxEvidence(box, model.schema)
  if (!evidence) return null
  const sources = conditionsOnSources(evidence, model.derivations)
  const drawn = onDrawnColumns(sources, model.schema)
  return drawn.length === sources.length ? drawn : null
}

type Way = 'made' | 'boxed' | 'again' | 'rate'

function wayOf(rule: DemandedRule, broken: number, boxed: readonly DemandedRule[]): Way {
  if (rule.rate > 0) return 'rate'
  if (boxed.includes(rule)) return 'boxed'
  return broken > 0 ? 'again' : 'made'
}

/** How the rules are kept: in one sentence, and each by itself. */
function inWords(rules: readonly DemandedRule[], { broken, share, units }: Trial, boxed: readonly DemandedRule[]): Omit<KeptRules, 'law'> {
  const ways = rules.map((rule, i) => wayOf(rule, broken[i], boxed))
  const count = (n: number): string => n.toLocaleString('en')
  const many = (way: Way, one: string, several: string): string[] => {
    const n = ways.filter((own) => own === way).length
    return n === 0 ? [] : [`${count(n)} ${n === 1 ? one : several}`]
  }
  const none = `none of ${count(units)} breaks`
  const parts = [
    ...many('made', `holds as rows are made (${none} it)`, `hold as rows are made (${none} them)`),
    ...many('boxed', 'is met by drawing only what the rule allows', 'are met by drawing only what the rules allow'),
    ...many('again', 'is met by drawing again', 'are met by drawing again'),
    ...many('rate', 'may be broken as often as in the data', 'may be broken as often as in the data'),
  ]
  const accepted = share < 1 ? `; ${shareInWords(share)} of the rows drawn are kept` : ''
  return {
    note: `rules: of ${count(rules.length)}, ${parts.join(', ')}${accepted}`,
    rules: rules.map(({ text, rate }, i) => ({ rule: text, how: ownWords(ways[i], rate, broken[i] / units) })),
  }
}

function ownWords(way: Way, rate: number, broken: number): string {
  if (way === 'made') return 'holds as rows are made'
  if (way === 'boxed') return 'drawing only what it allows'
  return way === 'rate'
    ? `may be broken by ${shareInWords(rate)} of the rows, as in the data`
    : `drawing again, for ${shareInWords(broken)} of the rows drawn`
}

function shareInWords(share: number): string {
  return share > 0.01 ? `${(100 * share).toFixed(share > 0.99 ? 2 : 0)} %` : `one in ${Math.round(1 / share).toLocaleString('en')}`
}
