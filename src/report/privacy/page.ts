import { type Markup, markup } from '../html/page/markup.js'
import { htmlPage } from '../html/page/page.js'

const ownStyle = `
.confidential { font-weight: 650; color: var(--off); max-width: 52rem; margin: 0 0 1.2rem; }
.verdict-detected { color: var(--off); font-weight: 650; }
.verdict-inconclusive { color: var(--soft); font-weight: 650; }
.verdict-not { font-weight: 600; }
[class^="verdict-"] { white-space: nowrap; }
td:last-child { padding-left: 0.6rem; }
td.number { white-space: nowrap; }
.fields td { height: 2.4rem; width: 65%; }
h4 { font-size: 0.9375rem; font-weight: 600; margin: 0 0 0.2rem; overflow-wrap: anywhere; }
.attack { padding: 0.7rem 0; border-top: 1px solid var(--line); break-inside: avoid; }
.attack:first-child { border-top: 0; }
.attack p { margin: 0; font-size: 0.9375rem; max-width: 60rem; }
.attack .numbers { font-size: 0.8125rem; margin-top: 0.2rem; }
.numbers span { white-space: nowrap; margin-right: 1rem; }
.alone { display: block; color: var(--off); }
.attacks { padding-top: 0.4rem; padding-bottom: 0.4rem; }
td small, th small { display: block; font-weight: 400; }
@media print { .annex { break-before: page; } }
`

/** A whole page that loads and runs nothing. */
export function privacyPage(title: string, first: Markup, content: readonly (Markup | null)[], footer: string): string {
  return htmlPage({
    title,
    ownStyle,
    header: markup`${first}
<p class="brand">Rowsmith privacy report</p>
<h1>${title}</h1>`,
    main: content,
    footer,
  })
}

/** A section under a heading. */
export function section(id: string, title: string, intro: string, content: Markup | null): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><p class="intro">${intro}</p>${content}</section>`
}

/** A table in a card that scrolls sideways where it must. */
export function card(label: string, heads: readonly (readonly [string, boolean])[], rows: readonly Markup[]): Markup {
  return markup`<div class="card scroll" tabindex="0" role="region" aria-label="${label}"><table><caption class="hidden">${label}</caption>
<thead><tr>${heads.map(([head, isNumber]) => markup`<th scope="col"${isNumber ? markup` class="number"` : null}>${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`
}
