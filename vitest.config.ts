import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { register } from 'tsx/esm/api'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// For test/support/build.ts, which runs before the tests' own processes.
register()

/** Statistical and long; see docs/testing.md. */
const long = ['test/**/*.long.test.ts', 'test/audit/*.test.ts']
/** Modules are loaded by Node itself, with types taken away by tsx: numbers are crunched faster than behind the exports that Vite wraps. */
const native = { experimental: { viteModuleRunner: false, nodeLoader: false }, execArgv: ['--import', import.meta.resolve('tsx')] }
/** Of these, what puts other modules in the place of ours, which Vite's runner alone can do. */
const apart = ['test/cli/privacy-files.long.test.ts']
const runtimes = 'test/runtimes/**/*.test.ts'

/** What takes longest begins first, so that no core waits for it at the end; `npm run test:times` says what does. */
const longest = [
  ...[
    'docs/commands.long',
    'contract/turns.long',
    'cli/commands/benchmark/run.long',
    'audit/files/files.long',
    'web/answers.long',
    'cli/privacy-audit.long',
    'web/every-state.long',
    'web/further.long',
  ],
  ...['contract/metrics', 'web/page', 'cli/commands/evaluate', 'sql/private', 'dp/breaks'],
].map((name) => `/test/${name}.test.ts`)

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.endsWith(name))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  // Programs in examples/ see the library by its name.
  resolve: { alias: { rowsmith: fileURLToPath(new URL('src/node.ts', import.meta.url)) } },
  test: {
    globalSetup: ['test/support/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: availableParallelism(),
    // The library is loaded once by each worker, not once by each file.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Set by `npm run test:times`.
    ...(process.env.TEST_TIMES && { runner: './test/support/timed-runner.ts' }),
    // What was built runs as it is, also where a test runs the command line in its own process.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      { extends: true, test: { name: 'quick', ...native, include: ['test/**/*.test.ts'], exclude: [...long, runtimes] } },
      { extends: true, test: { name: 'long', ...native, include: long, exclude: apart, testTimeout: 300_000, hookTimeout: 300_000 } },
      { extends: true, test: { name: 'long-apart', include: apart, isolate: true, testTimeout: 300_000, hookTimeout: 300_000 } },
      { extends: true, test: { name: 'runtimes', include: [runtimes], testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
})
