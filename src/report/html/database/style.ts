/** Rules of the page of a database, beside those of all pages. */
export const databaseStyle = `
.diagram { max-width: none; height: auto; font: inherit; }
.diagram .node rect { fill: var(--card); stroke: var(--soft); }
.diagram a:hover .node rect { stroke: var(--ink); stroke-width: 2; }
.diagram text { fill: var(--ink); text-anchor: middle; font-size: 13px; }
.diagram .name { font-weight: 650; }
.diagram .rows { font-size: 11px; fill: var(--soft); }
.diagram .edge { fill: none; stroke: var(--soft); stroke-width: 1.8; }
.diagram .edge.good { stroke: var(--real); }
.diagram .edge.fair { stroke: var(--soft); stroke-dasharray: 6 3; }
.diagram .edge.poor { stroke: var(--off); stroke-dasharray: 3 3; stroke-width: 2.4; }
.diagram .skill rect { fill: var(--card); stroke: var(--line); }
.diagram .skill text { font-size: 11.5px; font-weight: 600; }
.diagram .skill.poor text { fill: var(--off); }
.diagram .skill.unknown text { fill: var(--soft); font-weight: 400; }
figure.card { margin: 1rem 0; overflow-x: auto; }
figure figcaption { color: var(--soft); font-size: 0.875rem; margin-top: 0.6rem; }
.verdicts { display: grid; gap: 0.4rem; margin: 0 0 1rem; }
.verdicts div { display: flex; flex-wrap: wrap; gap: 0.2rem 0.9rem; }
.verdicts dt { font-weight: 600; min-width: 11rem; }
.verdicts dd { margin: 0; }
.verdicts .poor, td.poor { color: var(--off); }
.relation { margin-bottom: 1rem; }
.relation h3 { margin-bottom: 0.3rem; }
.pill { font-size: 0.8125rem; border: 1px solid var(--line); border-radius: 1em; padding: 0.05em 0.6em; margin-left: 0.5em; font-weight: 600; }
.pill.poor { color: var(--off); border-color: var(--off); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem 2.5rem; align-items: start; }
.counts th, .counts td { padding: 0.15rem 0.6rem 0.15rem 0; border: 0; font-size: 0.8125rem; }
.counts td:nth-child(2) { width: 70%; }
.bar { display: block; height: 0.6rem; min-width: 1px; border-radius: 2px; margin: 1px 0; }
.bar.real { background: var(--real); }
.bar.synthetic { background: var(--synthetic); }
th details { font-weight: 400; color: var(--soft); font-size: 0.875rem; margin-top: 0.2rem; }
.items { font-size: 0.875rem; }
.items th { font-weight: 400; overflow-wrap: anywhere; }
.table-page { margin: 2rem 0; }
`
