/**
 * Writes THIRD-PARTY.md: every package that an installation brings along, or that is built into the page, with its licence, as the installed packages
 * say. With --check it only says whether the file is so. Leaves with 1 for a licence that nobody has looked at, or a file that is older.
 */
import { readFileSync, writeFileSync } from 'node:fs'

/** Licences that ask for no more than to be named. */
const allowed = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense', 'Apache-2.0 AND BSL-1.0']
/** Built into dist/web and therefore given on, although a program that installs Rowsmith doesn't need them. */
const inThePage = ['preact', '@preact/signals', '@preact/signals-core', '@tanstack/virtual-core', 'fflate']

interface Locked {
  readonly version: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly devOptional?: boolean
  readonly peer?: boolean
}
interface Package {
  readonly license?: string | { readonly type: string }
  readonly licenses?: readonly { readonly type: string }[]
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
const lines = new Map<string, { readonly name: string; readonly version: string; readonly licence: string; readonly page: boolean }>()
for (const [path, { version, dev, optional, devOptional, peer }] of Object.entries(packages)) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const page = inThePage.includes(name)
  if (path === '' || (!page && (dev || optional || devOptional || peer))) continue
  const { license, licenses } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8')) as Package
  const licence = typeof license === 'string' ? license : (license?.type ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'none')
  lines.set(`${name} ${version}`, { name, version, licence, page })
}

const sorted = [...lines.values()].sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1))
const unknown = sorted.filter(({ licence }) => !allowed.includes(licence))
const counts = new Map<string, number>()
for (const { licence } of sorted) counts.set(licence, (counts.get(licence) ?? 0) + 1)
const text = `# Packages of others

What an installation of Rowsmith brings along, and what is built into its page (marked *). Made by \`npm run licences\` from the packages themselves.

${[...counts]
  .sort()
  .map(([licence, count]) => `- ${licence}: ${count}`)
  .join('\n')}

| package | version | licence |
|---|---|---|
${sorted.map(({ name, version, licence, page }) => `| ${name}${page ? ' *' : ''} | ${version} | ${licence} |`).join('\n')}
`

for (const { name, licence } of unknown)
  console.error(`${name}: has the licence ${licence}, which nobody has looked at (scripts/licences.ts)`)
const isCheck = process.argv.includes('--check')
if (!isCheck) writeFileSync('THIRD-PARTY.md', text)
const isOld = isCheck && readFileSync('THIRD-PARTY.md', 'utf8') !== text
if (isOld) console.error('THIRD-PARTY.md: is older than package-lock.json; run npm run licences')
console.log(`${sorted.length} packages, ${counts.size} licences`)
process.exitCode = unknown.length > 0 || isOld ? 1 : 0
