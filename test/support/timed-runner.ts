import { appendFileSync } from 'node:fs'
import type { RunnerTask, RunnerTestSuite } from 'vitest'
import { TestRunner } from 'vitest'
import { processorTime } from './processor-time.js'

/** Appends a line per test and per file, with its processor time, to the file that TEST_TIMES names: see scripts/test-times.ts. */
export default class TimedRunner extends TestRunner {
  /** Each file has a runner of its own. */
  private readonly fileStart = processorTime()
  private testStart = 0

  override onBeforeRunTask(test: RunnerTask): Promise<void> {
    this.testStart = processorTime()
    return super.onBeforeRunTask(test)
  }

  override onAfterRunTask(test: RunnerTask): void {
    super.onAfterRunTask(test)
    const names: string[] = []
    for (let task: RunnerTask | undefined = test; task !== undefined; task = task.suite) names.unshift(task.name)
    record({ file: test.file.filepath, test: names.join(' > '), milliseconds: processorTime() - this.testStart })
  }

  override async onBeforeRunSuite(suite: RunnerTestSuite): Promise<void> {
    if (suite.file.id === suite.id) record({ file: suite.file.filepath, part: 'import', milliseconds: processorTime() - this.fileStart })
    return super.onBeforeRunSuite(suite)
  }

  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onAfterRunSuite(suite)
    if (suite.file.id === suite.id) record({ file: suite.file.filepath, part: 'all', milliseconds: processorTime() - this.fileStart })
  }
}

function record(line: object): void {
  appendFileSync(process.env.TEST_TIMES ?? 'results/test-times.jsonl', `${JSON.stringify(line)}\n`)
}
