/** The report's style sheet: system fonts only, light and dark, phone to desktop, and paper. Blue is real and orange synthetic throughout. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfa; --card: #ffffff; --ink: #1c2126; --soft: #58626d; --line: #e2e2dc; --faint: #f1f1ec;
  --real: #1f6fb2; --synthetic: var(--t1); --negative: #7a4fb0; --off: #c4560a; --warn-paper: #fff6e0; --warn-line: #d9a521; --focus: #1f6fb2;
  --t1: #c4560a; --t2: #0f7b5f; --t3: #8a3fa6; --t4: #b1245a; --t5: #6b6a00; --t6: #4b5563;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --card: #1b1f23; --ink: #e7e9ea; --soft: #a3adb7; --line: #30363c; --faint: #22272c;
    --real: #6cb2ee; --negative: #bd97ee; --off: #f39a4f; --warn-paper: #2c2614; --warn-line: #b58a1f; --focus: #8cc4f5;
    --t1: #f39a4f; --t2: #4fc9a4; --t3: #cf93e6; --t4: #f283a9; --t5: #c9c65a; --t6: #a9b4c2;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums;
  overflow-wrap: break-word;
}
header, main, footer { max-width: 80rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
header { padding-top: clamp(1rem, 2vw, 1.4rem); }
h1, h2, h3, .lede { text-wrap: balance; }
p, small, dd, li { text-wrap: pretty; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.2vw, 2rem); line-height: 1.2; letter-spacing: -0.015em; font-weight: 650; margin: 0 0 0.4rem; }
h2 { font-size: 1.35rem; line-height: 1.3; letter-spacing: -0.01em; font-weight: 650; margin: 0 0 0.4rem; }
h3 { font-size: 1rem; font-weight: 650; line-height: 1.35; margin: 0; }
p { margin: 0 0 0.8rem; }
.lede { font-size: 1.0625rem; max-width: 60rem; color: var(--soft); margin-bottom: 0.5rem; }
.lede strong { color: var(--ink); font-weight: 600; }
.brand { font-size: 0.8125rem; letter-spacing: 0.08em; text-transform: uppercase; color: var(--soft); margin: 0 0 0.3rem; }
.intro { max-width: 46rem; color: var(--soft); margin-bottom: 1.5rem; }
section { margin: clamp(2.5rem, 6vw, 4rem) 0; }
#in-short { margin: 1.1rem 0; }
h3.after { margin-top: 1.5rem; margin-bottom: 0.5rem; }
.soft, td small, th small { color: var(--soft); }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--card); padding: 0.5rem 1rem; border-radius: 0 0 6px 6px; z-index: 1; }
.skip:focus { top: 0; }
.badge { display: inline-grid; place-items: center; min-width: 1.45em; height: 1.45em; padding: 0 0.3em; border-radius: 0.75em; color: var(--card); font-size: 0.8em; line-height: 1; font-weight: 700; }
.legend { list-style: none; padding: 0; margin: 0 0 1rem; display: grid; gap: 0.35rem; }
.legend li { overflow-wrap: anywhere; }
.legend small { color: var(--soft); font-size: 0.9375rem; }
.verdict { font-size: 1.0625rem; max-width: 52rem; }
.short.several th, .short.several td { min-width: 9rem; }
.short small { display: block; font-weight: 400; font-size: 0.8125rem; }
.short strong { font-weight: 600; }
.sign { font-size: 1.1em; color: var(--soft); }
.is-equal .sign { color: var(--real); }
.is-slight .sign, .is-worse .sign, .is-far .sign, .is-beneath .sign, .is-beyond .sign { color: var(--off); }
.first { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 0.6rem 2rem; align-items: start; }
.first p { margin: 0; }
.first .verdict small, .first .large small { display: block; color: var(--soft); font-size: 0.875rem; font-weight: 400; }
.first .large strong { font-size: 2.4rem; line-height: 1.1; font-weight: 650; }
.first .large strong small { display: inline; font-size: 1rem; }
.fitness { grid-column: 1 / -1; margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 0.9rem; font-size: 0.9375rem; }
.fitness dt { color: var(--soft); }
.fitness dd { margin: 0; }
.ranking th, .ranking td { font-size: 0.8125rem; line-height: 1.4; padding-top: 0.35rem; padding-bottom: 0.35rem; }
.ranking td { min-width: 7rem; }
.ranking .number { min-width: 4rem; }
.ranking .worst { min-width: 19rem; }
.ranking .unfit { min-width: 15rem; }
.ranking tbody th { overflow-wrap: anywhere; min-width: 9rem; }
.thumbnails { max-height: 15.5rem; overflow-y: auto; padding: 0.8rem 1.2rem; }
.thumbnails ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(5.3rem, 1fr)); gap: 0.5rem 0.7rem; list-style: none; margin: 0; padding: 0; }
.thumbnails a { display: block; text-decoration: none; font-size: 0.75rem; line-height: 1.3; }
.thumbnails a:hover span { text-decoration: underline; }
.thumbnails svg { width: 100%; height: 2.1rem; margin-bottom: 0.15rem; border-bottom: 1px solid var(--line); }
.thumbnails span { color: var(--soft); }
.thumbnails .off span { color: var(--ink); font-weight: 600; }
.thumbnails .off .sign { color: var(--off); font-size: 1em; }
.complete { margin-top: 1rem; }
.complete h3 { margin-bottom: 0.4rem; }
.card.after { margin-top: 1rem; }
.card.after h3 { margin-bottom: 0.4rem; }
.maps figcaption p, .grid figcaption p { color: var(--soft); font-size: 0.875rem; margin: 0.2rem 0 0.8rem; max-width: 46rem; }
.measures { padding: 0.2rem 1.2rem; }
.measure { padding: 0.55rem 0; margin: 0; font-size: 0.9375rem; border-top: 1px solid var(--line); }
.measure:first-child { border-top: 0; }
.measure > summary { width: auto; color: var(--ink); }
.measure .values { color: var(--soft); margin-left: 0.6rem; }
.measure table { margin-top: 0.8rem; }
.facts { font-size: 0.875rem; }
.tie { fill: none; stroke: var(--soft); stroke-opacity: 0.7; }
.tie.weaker { stroke: var(--real); stroke-dasharray: 4 3; stroke-opacity: 1; }
.tie.stronger { stroke: var(--off); stroke-opacity: 1; }
a { color: inherit; text-underline-offset: 0.2em; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.4rem 1.25rem; list-style: none; padding: 0; margin: 0.6rem 0 0; font-size: 0.9375rem; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 3px; border-radius: 2px; }
.banner { border: 1px solid var(--warn-line); border-left-width: 5px; background: var(--warn-paper); border-radius: 6px; padding: 0.9rem 1.1rem; margin: 1.5rem 0 0; max-width: 46rem; }
.banner p { margin: 0; }
/* For those who listen to the page. */
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.2rem; }
.key { display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; font-size: 0.875rem; color: var(--soft); margin: 0 0 1rem; }
.key span { display: inline-flex; align-items: center; gap: 0.45rem; }
.swatch { width: 0.95rem; height: 0.7rem; border-radius: 2px; flex: none; }
.swatch.real { background: var(--real); }
.swatch.synthetic { background: var(--synthetic); }
.swatch.negative { background: var(--negative); }
.swatch.outline { background: none; border: 2px solid var(--synthetic); }
.swatch.area { background: var(--real); opacity: 0.45; }
.swatch.tick { width: 3px; height: 0.95rem; background: var(--real); }
.swatch.floor { width: 3px; height: 0.95rem; background: var(--soft); }
.swatch.dot { width: 0.75rem; height: 0.75rem; border-radius: 50%; background: var(--synthetic); }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { text-align: left; color: var(--soft); font-size: 0.875rem; padding-bottom: 0.6rem; }
th, td { text-align: left; padding: 0.5rem 0.9rem 0.5rem 0; vertical-align: top; border-top: 1px solid var(--line); }
thead th { font-size: 0.8125rem; font-weight: 600; color: var(--soft); border-top: 0; padding-top: 0; }
tbody th { font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; }
td.number:last-child, th.number:last-child { padding-right: 0; }
.spectrum tbody th[scope="rowgroup"] { padding-top: 1.6rem; border-top: 0; font-size: 1rem; }
.spectrum tbody:first-of-type th[scope="rowgroup"] { padding-top: 0.6rem; }
.spectrum th[scope="rowgroup"] small { display: block; font-weight: 400; color: var(--soft); font-size: 0.9375rem; }
.spectrum tbody th[scope="row"] { width: 34%; }
.spectrum tbody th[scope="row"] small { display: block; font-weight: 400; color: var(--soft); font-size: 0.8125rem; line-height: 1.4; }
.spectrum .reading { width: 22%; padding-left: 0.6rem; }
.spectrum .strip { width: 15rem; }
.unscored td { color: var(--soft); font-size: 0.875rem; }
.spectrum.several tbody th[scope="row"] { min-width: 13rem; }
.spectrum.several td small { display: block; font-size: 0.8125rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
.grid figure { margin: 0; break-inside: avoid; }
.grid figcaption { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; align-items: baseline; margin-bottom: 0.6rem; }
.grid figcaption h3 { overflow: hidden; text-overflow: ellipsis; overflow-wrap: anywhere; }
.grid figcaption p { grid-column: 1 / -1; margin: 0; }
.grid figcaption small { grid-column: 1 / -1; color: var(--soft); font-size: 0.8125rem; }
.score { font-weight: 600; }
.grid figcaption .scores { grid-column: 1 / -1; font-size: 0.9375rem; }
svg { color: var(--soft); display: block; max-width: 100%; height: auto; overflow: visible; font: 11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
svg text { unicode-bidi: plaintext; white-space: pre; }
.scroll { overflow-x: auto; padding-bottom: 0.5rem; }
.scroll svg { max-width: none; }
.maps { display: flex; flex-wrap: wrap; gap: 1rem; margin-bottom: 1.5rem; }
.maps > * { flex: 1 1 min(100%, 26rem); }
.maps.large > * { flex-basis: 100%; }
.maps figure { margin: 0; min-width: 0; }
.maps figcaption { margin-bottom: 0.8rem; }
.maps figcaption p { color: var(--soft); font-size: 0.875rem; margin: 0.2rem 0 0; }
details { margin-top: 0.7rem; font-size: 0.875rem; }
summary { cursor: pointer; color: var(--soft); width: fit-content; }
details[open] > summary { margin-bottom: 0.6rem; }
details table { font-size: 0.8125rem; }
details th, details td { padding-top: 0.25rem; padding-bottom: 0.25rem; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 0.45rem 1.5rem; margin: 0; font-size: 0.9375rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; align-items: start; }
.two > .card > h3 { margin-bottom: 0.8rem; }
ul.plain { padding-left: 1.1rem; margin: 0; }
ul.plain li { margin-bottom: 0.4rem; }
footer { color: var(--soft); font-size: 0.875rem; padding-top: 1.5rem; padding-bottom: 3rem; border-top: 1px solid var(--line); }
@media screen and (max-width: 46rem) {
  .ranking, .ranking tbody, .ranking caption { display: block; }
  .ranking thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .ranking tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.8rem; padding: 0.5rem 0; border-top: 1px solid var(--line); }
  .ranking tr th, .ranking tr td { border: 0; min-width: 0; padding: 0.05rem 0; }
  .ranking tbody th, .ranking .worst, .ranking .fit, .ranking .unfit, .ranking .number { grid-column: 1 / -1; text-align: left; white-space: normal; min-width: 0; }
  .ranking td[data-label]::before { content: attr(data-label) " "; color: var(--soft); }
  .short.several tr { display: grid; grid-template-columns: repeat(auto-fit, minmax(5.5rem, 1fr)); }
  .short.several tr th:first-child { grid-column: 1 / -1; }
  .short.several thead th:first-child { display: none; }
  .short.several th, .short.several td { min-width: 0; }
  .short.several tbody th { border-bottom: 0; }
  .spectrum thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .spectrum, .spectrum tbody, .spectrum tr, .spectrum caption { display: block; width: 100%; }
  .spectrum tr { display: grid; grid-template-columns: 3fr 3fr 3fr 4fr; gap: 0 0.5rem; border-top: 1px solid var(--line); padding: 0.8rem 0; }
  .spectrum.several tr { grid-template-columns: repeat(auto-fit, minmax(3.6rem, 1fr)); }
  .spectrum tr.group, .spectrum.several tr.group { display: block; border-top: 0; padding-bottom: 0.3rem; }
  .spectrum tbody th, .spectrum tbody td, .spectrum tbody td.reading { border: 0; padding: 0.15rem 0; }
  .spectrum tbody th[scope="row"], .spectrum td.strip, .spectrum td.reading { grid-column: 1 / -1; width: auto; }
  .spectrum td.strip { padding: 0.4rem 0; }
  .scroll table { font-size: 0.8125rem; }
  .scroll th, .scroll td { padding-right: 0.45rem; }
  .scroll thead th { font-size: 0.75rem; }
  .maps figure, .card.scroll { padding-left: 0.9rem; padding-right: 0.9rem; }
  .spectrum td.number { text-align: left; }
  .spectrum td.number::before { content: attr(data-label); display: block; color: var(--soft); font-size: 0.75rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.6rem; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc; --faint: #eee; --real: #1f6fb2; --synthetic: #c4560a; --negative: #7a4fb0; --warn-paper: #fff; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 10pt; }
  nav, .skip, details:not(.printed), .printed > summary { display: none; }
  .printed::details-content { content-visibility: visible; display: block; }
  .intro, .verdict, .banner { max-width: none; }
  .grid, .two, .maps { display: block; }
  .grid, .maps:not(.large) { columns: 2; }
  .grid > figure, .two > div, .maps > figure, .maps > div { margin-bottom: 0.8rem; break-inside: avoid; }
  table { font-size: 9pt; }
  .maps table { font-size: 7pt; }
  .maps caption { font-size: 8pt; }
  .maps th, .maps td { padding: 0.2rem 0.3rem 0.2rem 0; white-space: normal; }
  .spectrum { font-size: 8pt; }
  .spectrum .strip svg { width: 8.5rem; }
  .spectrum tbody th[scope="row"] { width: 28%; }
  .spectrum tbody th[scope="row"] small, .spectrum.several td small, .spectrum thead th { font-size: 7pt; }
  th, td { padding-right: 0.5rem; }
  section { margin: 1.5rem 0; }
  tr, .card { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; }
  .scroll svg { max-width: 100%; }
}
`
