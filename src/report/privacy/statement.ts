import type { PrivacyStatement } from '../../pipeline/privacy/statement.js'
import { sentence } from '../format.js'
import { type Markup, markup } from '../html/page/markup.js'
import { card, privacyPage, section } from './page.js'

/** What a private fit promises, from its ledger and public knowledge alone; what stands there instead where there is no promise. */
export function statementPart(statement: PrivacyStatement | null): Markup {
  if (!statement) {
    return section(
      'dp',
      'Differential privacy',
      'None was claimed for these rows: there is no upper bound on what somebody could learn from them.',
      null,
    )
  }
  const { unit, neighbours, input, epsilon, epsilonSpent, delta, rho, spent, noise, audit, meaning } = statement
  const facts = [
    ['Unit', unit],
    ['Neighbouring tables', neighbours],
    ['Holds', input],
    ['Epsilon', `${epsilon} granted, ${epsilonSpent} spent`],
    ['Delta', String(delta)],
    ['Rho', `${rho} granted, ${spent} spent`],
    ['Noise', noise],
    ['To test it again', audit],
  ]
  return section(
    'dp',
    'Differential privacy',
    meaning,
    markup`<div class="card">${list(facts)}</div>${ledger(statement)}${assumptions(statement)}`,
  )
}

export function list(pairs: readonly (readonly string[])[]): Markup {
  return markup`<dl>${pairs.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
}

function ledger({ releases }: PrivacyStatement): Markup {
  const number = (value: number) =>
    markup`<td class="number">${Number(value.toPrecision(6)).toLocaleString('en-US', { maximumSignificantDigits: 6 })}</td>`
  const rows = releases.map(
    ({ name, mechanism, size, sensitivity, scale, rho }) =>
      markup`<tr><th scope="row">${name}</th><td>${mechanism}</td>${[size, sensitivity, scale, rho].map(number)}</tr>`,
  )
  const heads = [
    ['Released', false],
    ['Mechanism', false],
    ['Numbers', true],
    ['Sensitivity', true],
    ['Deviation or epsilon', true],
    ['Rho', true],
  ] as const
  return markup`<h3 class="after">Ledger</h3>${card('Ledger', heads, rows)}`
}

function assumptions({ assumedPublic, notCovered }: PrivacyStatement): Markup {
  return markup`<h3 class="after">Assumed to be public</h3><div class="card">${list(assumedPublic)}</div>
<h3 class="after">Not covered</h3><div class="card"><ul class="plain">${notCovered.map((what) => markup`<li>${sentence(what)}</li>`)}</ul></div>`
}

/** The page about a private model that may be released with its rows: made from its statement, so from its ledger and its public schema, and from nothing else. */
export function renderReleasable(statement: PrivacyStatement): string {
  const first = markup`<p class="brand">May be released: made from the privacy ledger and public inputs only.</p>`
  const { title, model, rowsmith } = statement
  const about = markup`<p class="lede">Rows drawn from a model of the kind “${title}” (${model}), by Rowsmith ${rowsmith}. Any number of rows may be drawn from it at no further cost.</p>`
  const footer =
    'Made with Rowsmith from the ledger of the model and its public schema. No attack result and no quality score is on this page: those are computed from the real rows.'
  return privacyPage('Privacy statement', first, [about, statementPart(statement)], footer)
}
