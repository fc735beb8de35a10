import { Markup, markup } from './markup.js'
import { style } from './style.js'

type Content = Markup | string | null | readonly (Markup | null)[]

export interface Page {
  readonly title: string
  /** Rules beside those that all pages share. */
  readonly ownStyle?: string
  readonly header: Content
  /** What the header links to, below everything else in it. */
  readonly sections?: readonly { readonly id: string; readonly title: string }[]
  readonly main: Content
  readonly footer: Content
}

/**
 * A whole HTML page that needs nothing else: no network, no scripts, no fonts. Everything out of the data is escaped, and a content security
 * policy keeps the page from loading or running anything at all.
 */
export function htmlPage({ title, ownStyle = '', header, sections, main, footer }: Page): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(style + ownStyle)}</style>
</head>
<body>
${sections ? markup`<a class="skip" href="#main">Skip to the content</a>` : null}
<header>
${header}
${sections ? markup`<nav aria-label="Contents"><ul>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>` : null}
</header>
<main id="main">
${main}
</main>
<footer>${footer}</footer>
</body>
</html>
`.text
}
