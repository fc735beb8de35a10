import type { Unaudited } from '../../pipeline/holdout/audit.js'
import type { EqualRows, ExactCopies } from '../../pipeline/holdout/exact-copies.js'
import type { Members, NearCopies } from '../../pipeline/holdout/near-copies.js'
import type { Alternative, Tuning } from '../../pipeline/holdout/tune.js'

/** How options and models are named to whoever sets them. */
export interface SettingWords {
  readonly chosen: (option: string, value: unknown) => string
  readonly option: (option: string, value: unknown) => string
  readonly model: (name: string) => string
}

const inShell: SettingWords = {
  chosen: (option, value) => `${option}=${value}`,
  option: (option, value) => `-O ${option}=${value}`,
  model: (name) => `-m ${name}`,
}

/**
 * What a stranger could learn of single rows, what was promised, what was chosen and why, and what that cost: a block of lines, each with what it is
 * about before the colon, after one that says what was compared.
 */
export function renderTuning(tuning: Tuning, words: SettingWords = inShell): string[] {
  const { audit, knob } = tuning
  const { training, splits, strangers, copies, matchesHoldout, separable } = audit
  const judged = splits === 1 ? `a model of ${count(training)} rows` : `${splits} models of ${count(training)} rows each`
  return [
    `what these rows give away, by ${judged}, held against as many that they never saw`,
    ...(strangers.any ? [`single rows: ${strangerInWords(strangers.any)}`] : []),
    ...(strangers.rare ? [`rare rows, which stand alone: ${strangerInWords(strangers.rare)}`] : []),
    ...(strangers.members ? [`membership: ${membersInWords(strangers.members)}`] : []),
    `exact copies: ${copiesInWords(copies)}`,
    ...(matchesHoldout >= commonShare
      ? [
          `few combinations: ${percent(matchesHoldout)} of the synthetic rows equal even rows that no model saw, since the table has few combinations of values; that a row is found says little of a person, but every such row is a real one`,
        ]
      : []),
    `nearness: ${nearnessInWords(tuning)}`,
    ...(knob ? [`chosen: ${choiceInWords(knob, words)}`] : []),
    ...priceInWords(tuning, words),
    `likeness: boosted trees tell synthetic rows from unseen ones with AUC ${separable.toFixed(2)} (0.5: not at all)`,
  ]
}

/** Why nothing was audited, and what was counted instead. */
export function renderUnaudited({ why, rows, needed, synthetic, copies }: Unaudited): string[] {
  const reason =
    why === 'few rows'
      ? `${count(rows)} ${rows === 1 ? 'row is' : 'rows are'} too few to hold half of them back, which takes ${needed}: no promise is made and nothing was tuned`
      : 'all columns are keys, or texts that are made anew: nothing is learned of single rows that could be audited'
  const copied = [copies.learned, copies.withTexts].map((equal) => equal?.training ?? 0)
  const warning = Math.max(...copied) > 0 || why === 'few rows' ? '; take the rows for as telling as the real ones' : ''
  return [`${reason}${warning}`, `counted instead: of ${count(synthetic)} synthetic rows ${copiesInWords(copies)}`]
}

/** Below this p-value a difference is not laid to chance. */
const surely = 0.01
/** Nor is it called chance below this. */
const perhaps = 0.05

function verdictOn(p: number): string {
  if (p < surely) return 'more than chance, so that single rows can be told'
  return p < perhaps ? `hardly chance (p = ${p.toFixed(2)})` : "so many rows can't tell that from chance"
}

function strangerInWords({ training, holdout, p }: NearCopies): string {
  const found = `a stranger finds near copies of ${percent(training)} of those that were learned and of ${percent(holdout)} of others`
  const isAlike = percent(training) === percent(holdout) && p < perhaps
  return `${found}${isAlike ? ', but synthetic rows come nearest to learned ones' : ''}: ${verdictOn(p)}`
}

function membersInWords({ rows, learned, p }: Members): string {
  return `of the ${count(rows)} real rows to which synthetic ones come nearest, ${percent(learned)} were learned (50 %: a stranger can only guess): ${verdictOn(p)}`
}

function copiesInWords({ learned, withTexts, withKeys }: ExactCopies): string {
  const parts = [
    [learned, withTexts || withKeys ? 'leaving out what is made anew' : ''],
    [withTexts, 'with texts, without keys'],
    [withKeys, 'with keys'],
  ] as const
  return parts.flatMap(([equal, which]) => (equal ? [`${equalInWords(equal)}${which && ` ${which}`}`] : [])).join('; ')
}

function equalInWords({ training, holdout }: EqualRows): string {
  return holdout === null
    ? `${percent(training)} equal a real one`
    : `${percent(training)} equal a row that was learned, ${percent(holdout)} one that wasn't`
}

/** From this share on it is said that equal rows come of few combinations. */
const commonShare = 0.2

/** Standard errors of a 95 % interval, as in reports. */
const wide = 1.96

function nearnessInWords({ audit: { nearerTraining, nearerTrainingError }, knob }: Tuning): string {
  const share = `${percent(nearerTraining)} ± ${(100 * wide * nearerTrainingError).toFixed(1)} of synthetic rows are nearer to a row that was learned than to one that wasn't (50 %: nothing of single rows is kept)`
  if (!knob) return share
  const { target, met, allowance } = knob
  const isNear = nearerTraining <= target + allowance
  if (!met && isNear)
    return `${share}; other halves had more than the promised ${percent(target)}: think twice before you pass these rows on`
  if (!met && knob.isWide)
    return `${share}, more than the ${percent(target)} that is promised of smaller tables: think twice before you pass these rows on`
  if (!met) return `${share}; the promise of at most ${percent(target)} was out of reach: think twice before you pass these rows on`
  if (nearerTraining <= target) return `${share}; at most ${percent(target)} is promised, and kept`
  return `${share}; at most ${percent(target)} is promised, and up to ${percent(target + allowance)} so few rows can't tell from it`
}

function choiceInWords({ option, value, met, tried, isWide }: NonNullable<Tuning['knob']>, words: SettingWords): string {
  const chosen = words.chosen(option, value)
  if (isWide)
    return `${chosen}, with which the fit began; so many columns take long, so that no other was tried; ${words.option(option, 'N')} with a larger N is more private`
  const own = tried.find((one) => one.value === value)
  const others = tried.filter((one) => one !== own).sort((a, b) => a.value - b.value)
  const how = others.length === 0 ? 'with which the fit began' : met ? 'the least that keeps the promise' : 'which came nearest'
  const by = own && own.confirmation !== null ? ` by halves with ${percent(own.nearerTraining)}; nearness is that of other halves` : ''
  const shares = others.map((one) => `${percent(one.confirmation ?? one.nearerTraining)} with ${one.value}`).join(', ')
  return `${chosen}, ${how}${by}${shares && `; ${shares}`}`
}

function priceInWords({ loss, knob, alternatives }: Tuning, words: SettingWords): string[] {
  const asked =
    alternatives.length > 0
      ? othersInWords(alternatives, words)
      : loss
        ? `${words.option('fidelity', 'high')} keeps more of it, and of single rows`
        : ''
  if (!loss) return asked === '' ? [] : [`other ways: ${asked}`]
  const [of, by] = loss.columns
  const label = (knob?.tried.length ?? 0) > 1 ? 'price' : 'missed'
  return [
    `${label}: how well ${of} follows from ${by} falls from ${loss.real.toFixed(2)} to ${loss.synthetic.toFixed(2)} in their rows (a model of all rows may keep more)${asked && `; ${asked}`}`,
  ]
}

/** The way round, and what keeps both, if anything does. */
function othersInWords(alternatives: Tuning['alternatives'], words: SettingWords): string {
  const [round, ...models] = alternatives as [Alternative, ...Alternative[]]
  const both = models.filter((other) => other.keepsPromise && other.keepsDependence)
  const best = both.reduce<Alternative | undefined>((a, b) => (a && (a.dependence ?? 0) >= (b.dependence ?? 0) ? a : b), undefined)
  const kept = ({ dependence, nearerTraining }: Alternative): string =>
    `${dependence === null ? '' : `has ${dependence.toFixed(2)}, and `}${percent(nearerTraining)} nearer to learned rows`
  const other = best
    ? `${words.model(best.model)} keeps both (${kept(best)})`
    : `none of ${models.map(({ model }) => model).join(', ')} keeps both`
  return `${optionsInWords(round, words)} ${kept(round)}; ${other}`
}

function optionsInWords({ options }: Alternative, words: SettingWords): string {
  return Object.entries(options)
    .map(([name, value]) => words.option(name, value))
    .join(' ')
}

function count(rows: number): string {
  return rows.toLocaleString('en')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
