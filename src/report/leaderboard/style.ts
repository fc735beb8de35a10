/** What the leaderboard needs beyond the style sheet of the report. */
export const ownStyle = `
.board th[scope="row"] { white-space: nowrap; }
.board td small { display: block; white-space: nowrap; }
.board .baseline th, .board .baseline td, .board .published th, .board .published td { color: var(--soft); font-weight: 400; }
.bar { display: block; height: 4px; margin-top: 3px; background: var(--faint); border-radius: 2px; overflow: hidden; min-width: 4rem; }
.bar span { display: block; height: 100%; background: var(--real); }
.tag { font-size: 0.75rem; font-weight: 400; color: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 0 0.3rem; margin-left: 0.4rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
`
