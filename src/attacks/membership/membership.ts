import type { Attacked } from '../attacked.js'
import { impossibleTrial, residualOf, shareOf } from '../evidence/rates.js'
import type { Attack, Figure, Trial } from '../finding.js'
import { fewestOthers, membershipPanel, type Panel } from './panel.js'
import { areaOf, bootstrapInterval, countAbove, falsePositiveRates, type MembershipScores, thresholdAt, truePositives } from './roc.js'
import { membershipScores } from './scores.js'

/** The false positive rate that the verdict looks at. */
const headline = 0.01
/** An attack that may find more members than this at 1 % false alarms is too weak a proof that there is nothing to find. */
const mostFound = 0.05
const stream = 12
const target = 'whether a person was among the training rows'

/** Membership inference by a panel of attacks that need no other fits. */
export const membership: Attack = {
  name: 'membership-panel',
  title: 'Membership of a person',
  risk: 'membership',
  plain: 'Knows a person’s whole record and rows of the same source, and asks whether the person was among the training rows.',
  references: membershipScores.flatMap(({ references }) => references),
  run(attacked) {
    const panel = membershipPanel(attacked)
    if (!panel)
      return [
        impossibleTrial(
          membership,
          target,
          `half of the holdout is fewer than ${fewestOthers} rows, which say nothing about few false alarms`,
        ),
      ]
    return [trial(panel, attacked)]
  },
}

function trial({ scores, chosen, test, p }: Panel, { rng }: Attacked): Trial {
  const { members, others } = test
  const threshold = thresholdAt(others, headline)
  const [rate, control] = [
    { successes: countAbove(members, threshold), of: members.length },
    { successes: countAbove(others, threshold), of: others.length },
  ]
  const own = rng.split(stream)
  const found = bootstrapInterval(test, (drawn) => truePositives(drawn, headline) ?? 0, own.split(0))
  return {
    ...{ attack: membership.name, title: membership.title, risk: membership.risk, target, p },
    rate: { ...(shareOf(rate) as object), value: rate.successes / Math.max(1, rate.of), interval: found },
    baseline: { value: headline },
    control: shareOf(control),
    residual: residualOf(rate, control),
    figures: [...figuresOf(test, chosen, own), ...panelFigures(scores)],
    weak:
      found[1] > mostFound
        ? `up to ${(100 * found[1]).toFixed(1)} % of members might be found at 1 % false alarms; more holdout rows would narrow that`
        : null,
  }
}

function figuresOf(test: MembershipScores, chosen: Panel['chosen'], rng: Parameters<typeof bootstrapInterval>[2]): Figure[] {
  const attack = membershipScores[chosen.attack]?.title
  const by = chosen.by === 'area' ? 'by its area' : `by members found at ${100 * chosen.by} % false alarms`
  return [
    {
      label: `chosen on the validation half: ${attack}, ${by}; area under its ROC curve`,
      value: areaOf(test).area,
      interval: bootstrapInterval(test, (drawn) => areaOf(drawn).area, rng.split(1)),
    },
    ...falsePositiveRates.map((rate, i): Figure => {
      const label = `members found at ${100 * rate} % false alarms`
      const value = truePositives(test, rate)
      if (value === null) return { label, reason: `needs ${Math.ceil(1 / rate)} holdout rows in the test half (got ${test.others.length})` }
      return { label, value, interval: bootstrapInterval(test, (drawn) => truePositives(drawn, rate) ?? 0, rng.split(2, i)) }
    }),
    { label: 'advantage: most by which members found exceed false alarms', value: advantageOf(test) },
  ]
}

/** The areas of all attacks on all candidates: for comparison, not for a verdict, being the greatest of many. */
function panelFigures(scores: readonly MembershipScores[]): Figure[] {
  return membershipScores.map(({ title }, i) => ({ label: `area of ${title}`, value: areaOf(scores[i]).area }))
}

function advantageOf({ members, others }: MembershipScores): number {
  const [own, other] = [members.slice().sort(), others.slice().sort()]
  let [i, j, most] = [0, 0, 0]
  while (i < own.length && j < other.length) {
    const score = Math.min(own[i], other[j])
    while (i < own.length && own[i] <= score) i++
    while (j < other.length && other[j] <= score) j++
    most = Math.max(most, j / other.length - i / own.length)
  }
  return most
}
