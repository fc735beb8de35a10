/**
 * Everything of a release but the publishing: `npm run release`. With --dry-run, what only the day of a release can have (a clean tree, a heading in
 * the changelog) is said and not asked for; build, checks and tests, which continuous integration has run by then, are left out. Leaves with 1 where something is missing.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const isDry = process.argv.includes('--dry-run')
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] })
const { version, publishConfig } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string
  publishConfig?: { provenance?: boolean }
}
const folder = 'results/release'
let missing = 0

/** One step: says what it found, or what is wrong. */
function step(title: string, act: () => string, { onTheDay = false }: { readonly onTheDay?: boolean } = {}): void {
  try {
    console.log(`${title}: ${act()}`)
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string }
    const why = (stderr || stdout || message).trim().split('\n').slice(-5).join('\n  ')
    if (onTheDay && isDry) console.log(`${title}: not yet (${why})`)
    else {
      missing++
      console.error(`${title}: MISSING\n  ${why}`)
    }
  }
}

/** The words, where it holds. */
function demand(holds: boolean, why: string, words: string): string {
  if (holds) return words
  throw new Error(why)
}

/** A folder with what the lock file says of an installation alone: npm leaves out of its list what development needs, too. */
function withoutDevelopment(): string {
  const path = `${folder}/parts`
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Record<string, unknown>> }
  const { devDependencies, peerDependencies, peerDependenciesMeta, ...root } = lock.packages[''] as Record<string, unknown>
  const kept = Object.entries(lock.packages).filter(
    ([name, { dev, optional, devOptional, peer }]) => name !== '' && !(dev || optional || devOptional || peer),
  )
  mkdirSync(path)
  writeFileSync(`${path}/package.json`, JSON.stringify(root))
  writeFileSync(`${path}/package-lock.json`, JSON.stringify({ ...lock, packages: { '': root, ...Object.fromEntries(kept) } }))
  return path
}

function script(name: string, words: string): void {
  step(name, () => {
    run('npm', 'run', '--silent', name)
    return words
  })
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
step('tree', () => demand(run('git', 'status', '--porcelain') === '', 'there are changes that no commit has', 'clean'), { onTheDay: true })
step('version', () => {
  demand(readFileSync('src/version.ts', 'utf8').includes(`'${version}'`), 'src/version.ts says another one', '')
  return demand(run('git', 'tag', '--list', `v${version}`) === '', `v${version} is tagged already`, version)
})
step(
  'changelog',
  () => demand(readFileSync('CHANGELOG.md', 'utf8').includes(`\n## ${version}`), `has no heading "## ${version}"`, 'has a part on it'),
  { onTheDay: true },
)
step('provenance', () => demand(publishConfig?.provenance === true, 'publishConfig.provenance is not true', 'asked for in package.json'))
step('licences', () => run('npx', 'tsx', 'scripts/licences.ts', '--check').trim())
if (!isDry) {
  script('build', 'dist/ is new')
  script('check:package', 'publint, types and size are in order')
  script('test', 'passed')
  script('test:full', 'passed')
}
step('list of parts', () => {
  const parts = run('npm', 'sbom', '--prefix', withoutDevelopment(), '--package-lock-only', '--sbom-format', 'cyclonedx')
  writeFileSync(`${folder}/sbom.cdx.json`, parts)
  return `${(JSON.parse(parts) as { components: unknown[] }).components.length} packages in ${folder}/sbom.cdx.json`
})
step('tarball', () => {
  const [packed] = JSON.parse(run('npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder)) as [
    { filename: string; size: number; unpackedSize: number; entryCount: number },
  ]
  return `${folder}/${packed.filename}, ${packed.entryCount} files, ${(packed.size / 1e6).toFixed(1)} MB, unpacked ${(packed.unpackedSize / 1e6).toFixed(1)} MB`
})
console.log(
  missing > 0
    ? `${missing} missing`
    : `to publish, from continuous integration: git tag v${version} && npm publish --provenance --access public`,
)
process.exitCode = missing > 0 ? 1 : 0
