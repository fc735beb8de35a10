import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type InputOptions, type OutputChunk, type Plugin, rolldown } from 'rolldown'
import { leanLibraries } from '../lean-libraries.js'
import { policyOf } from './policy.js'
import { shipped } from './shipped.js'

/** Libraries that the page goes without: names made anew are made-up words, and nothing is packed with zstd. */
const left = ['@faker-js/faker', '@bokuweb/zstd-wasm']

/** Builds the page as a folder for any static server, and as the parts of one file that needs no server. */
export async function buildPage(outdir: string): Promise<void> {
  const next = `${outdir}.next`
  await rm(next, { recursive: true, force: true })
  await mkdir(next, { recursive: true })
  const [style, template, show] = await Promise.all([
    readFile('src/web/style.css', 'utf8'),
    readFile('src/web/page.html', 'utf8'),
    shipped(),
  ])
  const data = `<script type="application/json" id="shipped">${JSON.stringify(show).replaceAll('<', '\\u003c')}</script>`
  const page = ({ head = '', ...values }: { policy: string; scripts: string; head?: string }): string =>
    filled(template, { ...values, head: `${head}${data}`, style: `<style>\n${minified(style)}</style>` })

  const chunks = await bundle({ page: 'src/web/main.tsx', worker: 'src/web/worker.ts' })
  for (const { fileName, code } of chunks) await writeFile(join(next, fileName), code)
  const fileOf = (entry: string): string => `./${chunks.find(({ isEntry, name }) => isEntry && name === entry)?.fileName}`
  const html = page({
    policy: policyOf({ scripts: "'self'" }),
    head: `<meta name="rowsmith-worker" content="${fileOf('worker')}">\n`,
    scripts: `<script type="module" src="${fileOf('page')}"></script>`,
  })
  await writeFile(join(next, 'index.html'), html)
  await writeFile(join(next, 'service-worker.js'), await serviceWorker(html, chunks))

  const [main, worker] = await Promise.all([alone('src/web/main.tsx'), alone('src/web/worker.ts')])
  const code = inline(main)
  const hash = createHash('sha256').update(code).digest('base64')
  const scripts = `<script type="text/plain" id="worker-code">${inline(worker)}</script>\n<script type="module">${code}</script>`
  await writeFile(join(next, 'rowsmith.html'), page({ policy: policyOf({ scripts: `'sha256-${hash}'` }), scripts }))
  await rm(outdir, { recursive: true, force: true })
  await rename(next, outdir)
}

const shared: InputOptions = {
  external: left,
  platform: 'browser',
  logLevel: 'silent',
  resolve: { extensionAlias: { '.js': ['.ts', '.tsx', '.js'] }, alias: { 'sql.js': 'sql.js/dist/sql-asm-memory-growth.js' } },
  transform: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [leanLibraries, sampleTexts()],
}

async function bundle(input: Record<string, string>): Promise<OutputChunk[]> {
  const built = await rolldown({ ...shared, input })
  const { output } = await built.generate({
    format: 'esm',
    minify: true,
    entryFileNames: '[name]-[hash].js',
    chunkFileNames: 'part-[hash].js',
  })
  return output.filter((file): file is OutputChunk => file.type === 'chunk')
}

/** All in one script, which loads nothing. */
async function alone(input: string): Promise<string> {
  const built = await rolldown({ ...shared, input })
  const { output } = await built.generate({ format: 'iife', minify: true, codeSplitting: false })
  return (output[0] as OutputChunk).code
}

/** The shipped tables as modules: a page under this policy may load its own scripts and nothing else. */
function sampleTexts(): Plugin {
  const prefix = 'sample:'
  return {
    name: 'sample-texts',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null
      const text = await readFile(join('datasets', id.slice(prefix.length + 1)), 'utf8')
      return `export const text = ${JSON.stringify(text)}`
    },
  }
}

/** The page's first files are kept at once; the others when they are first used would come too late without a network. */
async function serviceWorker(html: string, chunks: readonly OutputChunk[]): Promise<string> {
  const hash = createHash('sha256').update(html)
  for (const { code } of chunks) hash.update(code)
  const files = ['./', ...chunks.map(({ fileName }) => `./${fileName}`)]
  const built = await rolldown({
    input: 'src/web/service-worker.ts',
    transform: {
      define: {
        PAGE_VERSION: JSON.stringify(`rowsmith-${hash.digest('hex').slice(0, 16)}`),
        PAGE_FILES: JSON.stringify(files),
      },
    },
  })
  const { output } = await built.generate({ format: 'iife', minify: true })
  return (output[0] as OutputChunk).code
}

/** Code that may stand between the tags of a script. */
function inline(code: string): string {
  return code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')
}

function minified(style: string): string {
  return style.replace(/\n\s*/g, '\n')
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/%(policy|head|style|scripts)%/g, (_, name: string) => values[name] ?? '')
}
