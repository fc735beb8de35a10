import { writeFile } from 'node:fs/promises'
import { parseHTML } from 'linkedom'
import { createRng } from '../../src/random/rng.js'

/** What would run, or leave its place, if it were written as it is: in names of files and columns, in levels, texts, rules and titles. */
export const evil = [
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(2)>',
  "' onmouseover='alert(3)",
  '</script><script>alert(4)</script>',
  '</title><style>*{display:none}</style>',
  ']]><b>',
  '&lt;i&gt;',
]
export const [file, other, synthetic] = ['<img src=x onerror=alert(5)>.csv', '"><svg onload=alert(6)>.csv', '<b>s.csv'] as const
export const columns = ['<script>alert(7)</script>', '" onclick="alert(8)', '<i>n', '</td><td>']
export const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

/** Two tables of such names and cells, and rules for them. */
export async function writeHostile(path: (name: string) => string): Promise<void> {
  const rng = createRng(7)
  const row = (): string => {
    const a = evil[rng.integer(3)]
    return [a, rng.integer(3) > 0 ? a : evil[3 + rng.integer(4)], rng.integer(50), `${evil[rng.integer(7)]} ${rng.integer(1e6)}`]
      .map((cell) => quoted(String(cell)))
      .join(',')
  }
  const table = (): string => `${[columns.map(quoted).join(','), ...Array.from({ length: 150 }, row)].join('\n')}\n`
  for (const name of [file, other]) await writeFile(path(name), table())
  await writeFile(path('rules.txt'), 'col("<i>n") >= 0\n')
}

/** What a page holds that could run, load something, or stand for text that it should show. */
export function foreignIn(html: string): string[] {
  const { document } = parseHTML(html)
  return [...document.querySelectorAll('*')].flatMap((element) => {
    const name = element.localName
    const alive = ['script', 'iframe', 'object', 'embed', 'img', 'link', 'base', 'form'].includes(name) ? [`<${name}>`] : []
    const handlers = element.getAttributeNames().filter((attribute) => attribute.startsWith('on'))
    const links = ['href', 'src']
      .flatMap((attribute) => element.getAttribute(attribute) ?? [])
      .filter((to) => !/^(#|https:\/\/|index-reports\/\w+\.html$)/.test(to))
    return [...alive, ...handlers.map((handler) => `<${name} ${handler}>`), ...links]
  })
}
