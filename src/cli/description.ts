import type { Description } from '../node.js'

/** A model as text: what it is, what it found, what its file gives away. */
export function renderDescription(path: string, { summary, reveals, parameters, dependences = [] }: Description): string {
  const width = Math.max(...parameters.map(([name]) => name.length))
  const lines = [path, `  ${summary}`, '', ...parameters.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)]
  if (dependences.length > 0) {
    lines.push('', '  Strongest dependences')
    for (const { a, b, strength } of dependences.slice(0, 10)) lines.push(`    ${strength.toFixed(2).padStart(5)}  ${a} and ${b}`)
  }
  lines.push('', `  What the file gives away: ${reveals}`)
  return `${lines.join('\n')}\n`
}
