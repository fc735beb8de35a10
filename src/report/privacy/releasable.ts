import type { PrivacyStatement } from '../../pipeline/privacy/statement.js'
import { markup } from '../html/page/markup.js'
import { privacyPage } from './page.js'
import { statementPart } from './statement.js'

/** The page about a private model that may be released with its rows: made from its statement, so from its ledger and its public schema, and from nothing else. */
export function renderReleasable(statement: PrivacyStatement): string {
  const first = markup`<p class="brand">May be released: made from the privacy ledger and public inputs only.</p>`
  const { title, model, rowsmith } = statement
  const about = markup`<p class="lede">Rows drawn from a model of the kind “${title}” (${model}), by Rowsmith ${rowsmith}. Any number of rows may be drawn from it at no further cost.</p>`
  const footer =
    'Made with Rowsmith from the ledger of the model and its public schema. No attack result and no quality score is on this page: those are computed from the real rows.'
  return privacyPage('Privacy statement', first, [about, statementPart(statement)], footer)
}
