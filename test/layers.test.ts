import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/**
 * Who may import whom: each layer names the layers just below it, and reaches whatever those reach. A layer is a folder of
 * `src/`; the doors (`index.ts`, `node.ts`) and what stands behind them (`node/`, `browser/`) make one layer.
 */
const below: Readonly<Record<string, readonly string[]>> = {
  cli: ['doors'],
  web: ['doors'],
  doors: ['report', 'audit'],
  report: ['pipeline', 'benchmark'],
  benchmark: ['pipeline'],
  audit: ['pipeline'],
  pipeline: ['models', 'attacks', 'sql'],
  models: ['dp', 'constraints', 'surrogate', 'relations'],
  attacks: ['evaluate'],
  evaluate: ['surrogate', 'relations'],
  dp: ['learn', 'encode'],
  constraints: ['learn', 'encode'],
  surrogate: ['learn', 'encode'],
  relations: ['table', 'stats'],
  sql: ['encode', 'io'],
  encode: ['table', 'stats'],
  learn: ['stats'],
  io: ['table'],
  stats: ['random'],
  table: ['errors'],
  random: ['errors'],
  errors: [],
}

/** The only files that touch Node; everything else runs in a browser. */
const nodeFiles = /^(cli|benchmark|node)\/|^(node|io\/files)\.ts$/

/** Numbers that become part of a model or a sample are made without these: engines round them differently. */
const inexact = /^(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)$/
const mayBeInexact = /^(report|evaluate|attacks|audit)\//

/** What holds words for people, which decide nothing; codes do. */
const wordsForPeople = /^(message|reason|note|sentence|problem|caption)$/
const asksText = /^(startsWith|endsWith|includes|indexOf|match|matchAll|search)$/
/** These read what engines, databases and programs of others say, or see to it that an error gives nothing away. */
const mayReadWords =
  /^(cli\/options\/plugin|node\/postgres|web\/desk\/serve|benchmark\/(cell\/outcome|run\/cell-process)|audit\/mechanisms\/gate-checks)\.ts$/

const nodeGlobals = new Set(['process', 'Buffer', 'require', '__dirname', '__filename', 'setImmediate', 'global'])
const builtins = new Set(builtinModules)

function layerOf(path: string): string | undefined {
  if (path === 'errors.ts' || path === 'version.ts') return 'errors'
  if (/^((index|node)\.ts$|(node|browser)\/)/.test(path)) return 'doors'
  const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
  return folder in below ? folder : undefined
}

function reaches(from: string, to: string): boolean {
  return from === to || (below[from] ?? []).some((layer) => reaches(layer, to))
}

interface Import {
  readonly target: string
  readonly typeOnly: boolean
}

/** Every module that a syntax node names: static and dynamic imports, re-exports, import types. */
function importsOf(node: ts.Node): Import[] {
  const text = (expression: ts.Node | undefined) => (expression && ts.isStringLiteralLike(expression) ? expression.text : '<computed>')
  if (ts.isImportDeclaration(node)) {
    return [{ target: text(node.moduleSpecifier), typeOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword }]
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) return [{ target: text(node.moduleSpecifier), typeOnly: node.isTypeOnly }]
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return [{ target: text(node.arguments[0]), typeOnly: false }]
  }
  if (ts.isImportTypeNode(node))
    return [{ target: text(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined), typeOnly: true }]
  return []
}

/** All imports of a file; what is imported when it is needed is looked for only where the word stands before a bracket. */
function importsIn(file: ts.SourceFile): Import[] {
  if (!/\bimport\s*\(/.test(file.text)) return file.statements.flatMap(importsOf)
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    found.push(...importsOf(node))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** What is wrong with one import, or nothing. */
function importBreach(path: string, target: string): string[] {
  if (target === '<computed>' && path === 'cli/options/plugin.ts') return []
  if (target === '<computed>') return ['imports a computed name, which no test can follow']
  if (target.startsWith('node:') || builtins.has(target)) return nodeFiles.test(path) ? [] : [`imports ${target}`]
  if (!target.startsWith('.')) return []
  const file = posix.join(posix.dirname(path), target).replace(/\.js$/, '.ts')
  const from = layerOf(path)
  const to = layerOf(file)
  if (from === undefined || to === undefined) return [`imports ${file}: no layer is known for ${from === undefined ? path : file}`]
  return reaches(from, to) ? [] : [`imports ${file}: ${from} may not import ${to}`]
}

function mathBreach(path: string, node: ts.Node): string[] {
  if (ts.isIdentifier(node) && node.text === 'Math') {
    const parent = node.parent
    if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return ['uses Math other than as Math.name']
    if (parent.name.text === 'random') return ['uses Math.random']
    if (inexact.test(parent.name.text) && !mayBeInexact.test(path)) return [`uses Math.${parent.name.text}`]
  }
  // x ** y is Math.pow; squares, and powers of a whole constant such as 2 ** 32, come out the same everywhere.
  if (ts.isBinaryExpression(node) && /^\*\*=?$/.test(ts.tokenToString(node.operatorToken.kind) ?? '')) {
    const exact = /^\d+n?$/.test(node.left.getText()) || node.right.getText() === '2'
    if (!exact && !mayBeInexact.test(path)) return [`uses ${node.getText()}`]
  }
  return []
}

function defaultExportBreach(node: ts.Node): string[] {
  const keyword = node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent)
  const renamed = ts.isExportSpecifier(node) && node.name.text === 'default'
  return keyword || renamed || ts.isExportAssignment(node) ? ['has a default export'] : []
}

function globalBreach(path: string, node: ts.Node): string[] {
  if (!ts.isIdentifier(node) || !nodeGlobals.has(node.text) || nodeFiles.test(path)) return []
  const parent = node.parent
  const isName = (ts.isPropertyAccessExpression(parent) && parent.name === node) || ts.isPropertyAssignment(parent)
  return isName || ts.isTypeElement(parent) || ts.isClassElement(parent) ? [] : [`uses ${node.text}`]
}

/** Whether an expression ends in a name of words for people: `note`, `error.message`. */
function isForPeople(node: ts.Node): boolean {
  return wordsForPeople.test(ts.isPropertyAccessExpression(node) ? node.name.text : ts.isIdentifier(node) ? node.text : '')
}

function wordsBreach(path: string, node: ts.Node): string[] {
  if (mayReadWords.test(path)) return []
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression: of, name } = node.expression
    const asks = asksText.test(name.text) && isForPeople(of)
    const matches = /^(test|exec)$/.test(name.text) && node.arguments.some(isForPeople)
    if (asks || matches) return [`asks ${node.getText()}: words for people decide nothing`]
  }
  if (ts.isBinaryExpression(node) && /^[!=]==$/.test(ts.tokenToString(node.operatorToken.kind) ?? '')) {
    const [text] = [node.left, node.right].filter(ts.isStringLiteralLike)
    const isCompared = text !== undefined && text.text !== '' && [node.left, node.right].some(isForPeople)
    if (isCompared) return [`compares ${node.getText()}: words for people decide nothing`]
  }
  return []
}

const trees = new Map<string, ts.SourceFile>()

/** The syntax tree of a file; each text is parsed once. */
function parsed(path: string, source: string): ts.SourceFile {
  const known = trees.get(path)
  if (known?.text === source) return known
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone }
  const file = ts.createSourceFile(path, source, options, true)
  trees.set(path, file)
  return file
}

/** What is wrong with a node, by the questions that are asked of its kind; most are asked none. */
function breachesOf(path: string, node: ts.Node): string[] {
  switch (node.kind) {
    case ts.SyntaxKind.ImportDeclaration:
    case ts.SyntaxKind.ExportDeclaration:
    case ts.SyntaxKind.ImportType:
      return importsOf(node).flatMap(({ target }) => importBreach(path, target))
    case ts.SyntaxKind.CallExpression:
      return [...importsOf(node).flatMap(({ target }) => importBreach(path, target)), ...wordsBreach(path, node)]
    case ts.SyntaxKind.Identifier: {
      const { text } = node as ts.Identifier
      return text === 'Math' ? mathBreach(path, node) : nodeGlobals.has(text) ? globalBreach(path, node) : []
    }
    case ts.SyntaxKind.BinaryExpression:
      return [...mathBreach(path, node), ...wordsBreach(path, node)]
    case ts.SyntaxKind.DefaultKeyword:
    case ts.SyntaxKind.ExportSpecifier:
    case ts.SyntaxKind.ExportAssignment:
      return defaultExportBreach(node)
    default:
      return []
  }
}

/** Every breach in one file of `src/`, as `path:line: what`. */
function breaches(path: string, source: string): string[] {
  const file = parsed(path, source)
  const found: string[] = layerOf(path) === undefined ? [`${path}:1: belongs to no layer`] : []
  const visit = (node: ts.Node): void => {
    for (const what of breachesOf(path, node)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
      found.push(`${path}:${line + 1}: ${what}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const root = new URL('../src/', import.meta.url)
const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
const sourceOf = (path: string) => readFileSync(new URL(path, root), 'utf8')

describe('the files of src/', () => {
  test('are found', () => {
    expect(paths).toContain('errors.ts')
    expect(paths).toContain('models/synthesizer.ts')
  })

  test('import downwards only, touch Node only at the doors, and use no inexact or unseeded Math, no default export and no sentence as a code', () => {
    expect(paths.flatMap((path) => breaches(path, sourceOf(path)))).toEqual([])
  })

  /**
   * What a user's program could do, the command line does by `node.ts`, but where that would load all of the library for a command that needs little of it.
   * The number may fall, not rise: what a command lacks becomes part of the library.
   */
  test('of the command line import past the library no more than they did', () => {
    const past = paths
      .filter((path) => path.startsWith('cli/'))
      .flatMap((path) =>
        parsed(path, sourceOf(path))
          .statements.filter((node) => ts.isImportDeclaration(node))
          .flatMap((node) => importsOf(node))
          .filter(({ target }) => target.startsWith('.'))
          .map(({ target }) => posix.join(posix.dirname(path), target))
          .filter((file) => !file.startsWith('cli/') && file !== 'node.js'),
      )
    expect(past.length).toBeLessThanOrEqual(208)
  })

  test.runIf(paths.includes('index.ts'))('that the browser door reaches never touch Node', () => {
    const seen = new Set(['index.ts'])
    for (const path of seen) {
      for (const { target, typeOnly } of importsIn(parsed(path, sourceOf(path)))) {
        if (target.startsWith('.') && !typeOnly) seen.add(posix.join(posix.dirname(path), target).replace(/\.js$/, '.ts'))
      }
    }
    expect([...seen].filter((path) => nodeFiles.test(path))).toEqual([])
  })
})

describe('this test', () => {
  test.each([
    ['models/a.ts', "import { evaluate } from '../evaluate/evaluate.js'", 'models may not import evaluate'],
    ['evaluate/a.ts', "import type { Synthesizer } from '../models/synthesizer.js'", 'evaluate may not import models'],
    ['evaluate/fidelity/joint/a.ts', "import { fit } from '../../../models/fit.js'", 'evaluate may not import models'],
    ['evaluate/a.ts', "import { parse } from '../constraints/parse.js'", 'evaluate may not import constraints'],
    ['surrogate/a.ts', "import type { Synthesizer } from '../models/synthesizer.js'", 'surrogate may not import models'],
    ['learn/a.ts', "import { encodeColumn } from '../surrogate/coding.js'", 'learn may not import surrogate'],
    ['stats/a.ts', "import type { Table } from '../table/table.js'", 'stats may not import table'],
    ['learn/a.ts', "export { Table } from '../table/table.js'", 'learn may not import table'],
    ['random/a.ts', "const a = await import('../stats/ranks.js')", 'random may not import stats'],
    ['table/a.ts', "let a: import('../io/csv.js').Reader", 'table may not import io'],
    ['io/a.ts', "import { fit } from '../models/fit.js'", 'io may not import models'],
    ['pipeline/a.ts', "import { renderReport } from '../report/html.js'", 'pipeline may not import report'],
    ['node.ts', "import { main } from './cli/main.js'", 'doors may not import cli'],
    ['errors.ts', "import '../elsewhere.js'", 'no layer is known'],
    ['surprise/a.ts', '', 'belongs to no layer'],
    ['models/a.ts', 'const a = await import(name)', 'imports a computed name'],
    ['io/csv.ts', "import { readFile } from 'node:fs/promises'", 'imports node:fs/promises'],
    ['io/csv.ts', "import { readFile } from 'fs'", 'imports fs'],
    ['index.ts', "export * from 'node:path'", 'imports node:path'],
    ['io/csv.ts', 'const a = process.memoryUsage()', 'uses process'],
    ['cli/a.ts', 'const a = Math.random()', 'uses Math.random'],
    ['evaluate/a.ts', 'const a = Math.random', 'uses Math.random'],
    ['report/a.ts', 'const { random } = Math', 'uses Math other than'],
    ['report/a.ts', "const a = Math['random']()", 'uses Math other than'],
    ['models/a.ts', 'const a = Math.exp(1)', 'uses Math.exp'],
    ['stats/a.ts', 'const a = [1].map(Math.log)', 'uses Math.log'],
    ['encode/a.ts', 'const a = x ** 0.5', 'uses x ** 0.5'],
    ['cli/a.ts', 'export default function main() {}', 'has a default export'],
    ['cli/a.ts', 'export default 1', 'has a default export'],
    ['report/a.ts', "const a = line.reason === 'indistinguishable from real rows'", 'words for people decide nothing'],
    ['pipeline/a.ts', "if (note.includes('approximately')) stop()", 'words for people decide nothing'],
    ['cli/a.ts', 'const a = /no row/.test(error.message)', 'words for people decide nothing'],
    ['cli/a.ts', 'const a = 1\nexport { a as default }', 'has a default export'],
  ])('finds the breach in %s: %s', (path, source, what) => {
    expect(breaches(path, source).join('\n')).toContain(what)
  })

  test.each([
    ['cli/a.ts', "import { readTable } from '../node.js'\nimport { parseArgs } from 'node:util'\nprocess.exitCode = 2"],
    ['node.ts', "export * from './index.js'\nimport { readRaw } from './io/files.js'"],
    ['models/a.ts', "import { parse } from '../constraints/parse.js'\nimport { margin } from '../encode/margin.js'"],
    ['models/a.ts', 'const a = Math.sqrt(x ** 2) + Math.max(1, 10 ** decimals)'],
    ['evaluate/a.ts', "import { grow } from '../learn/tree.js'\nconst a = Math.log(2) + x ** 3"],
    ['models/a.ts', "import { fitSurrogate } from '../surrogate/fit.js'"],
    ['evaluate/joint/a.ts', "import { fitSurrogate } from '../../surrogate/fit.js'"],
    ['pipeline/a.ts', "import { tableToArrow } from '../io/arrow.js'"],
    ['cli/a.ts', "const a = reason === '' ? note : reason.split(':')[0]"],
    ['table/a.ts', 'switch (a) { default: b.process = { process: 1 } }'],
  ])('finds nothing wrong with %s: %s', (path, source) => {
    expect(breaches(path, source)).toEqual([])
  })
})
