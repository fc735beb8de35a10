/** A Markdown table, padded so that it also reads well in a terminal. Columns whose cells below the header all begin with a digit are right-aligned. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, i) => Math.max(3, name.length, ...rows.map((row) => (row[i] ?? '').length)))
  const right = header.map((_, i) => rows.length > 0 && rows.every((row) => /^([-+\d.]|$)/.test(row[i] ?? '')))
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => (right[i] ? (cells[i] ?? '').padStart(width) : (cells[i] ?? '').padEnd(width))).join(' | ')} |`
  const rule = `|${widths.map((width, i) => (right[i] ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`
  return [line(header), rule, ...rows.map(line)].join('\n')
}

export function inSeconds(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(2)} s`
}

export function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}
