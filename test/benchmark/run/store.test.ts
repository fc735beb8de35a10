import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { lockFolder } from '../../../src/benchmark/run/lock.js'
import { openStore, parseResults, readResults } from '../../../src/benchmark/run/store.js'
import { scratchFolder } from '../../support/cli.js'
import { cell } from '../cells.js'

const { path } = scratchFolder()

test('what is appended is read again, and of one dataset, synthesizer and seed the latest counts', async () => {
  const store = await openStore(path('a'))
  store.append(cell({ key: 'old', seed: 1 }))
  store.append(cell({ key: 'other', seed: 2 }))
  store.append(cell({ key: 'new', seed: 1 }))
  store.close()
  expect(readResults(path('a')).cells.map(({ key }) => key)).toEqual(['new', 'other'])
})

test('a last line that was cut off anywhere is ignored, and gone when more is written', async () => {
  const whole = JSON.stringify(cell({ key: 'k', seed: 1 }))
  for (const cut of [1, 20, whole.length - 1, whole.length]) {
    const folder = path(`cut${cut}`)
    const store = await openStore(folder)
    store.append(cell({ key: 'first', seed: 9 }))
    store.close()
    await appendFile(`${folder}/results.ndjson`, whole.slice(0, cut))
    expect(readResults(folder).cells.map(({ key }) => key)).toEqual(['first'])
    const again = await openStore(folder)
    expect(again.before).toMatchObject({ damaged: 0, cells: [{ key: 'first' }] })
    again.append(cell({ key: 'k', seed: 1 }))
    again.close()
    expect((await readFile(`${folder}/results.ndjson`, 'utf8')).split('\n')).toHaveLength(3)
    expect(readResults(folder).cells.map(({ key }) => key)).toEqual(['first', 'k'])
  }
})

test('lines that are none of ours are counted and left alone', () => {
  const line = JSON.stringify(cell({ key: 'k', seed: 1 }))
  expect(parseResults(`{"type":"cell"}\n${line}\nnonsense\n`)).toMatchObject({ damaged: 2, cells: [{ key: 'k' }] })
})

test('a folder without results is an error that says what to do', () => {
  expect(() => readResults(path('nothing'))).toThrow(/nothing: holds no results; run `rowsmith benchmark` into it first/)
})

test('a folder is locked for one run at a time; the lock of a process that is gone, or was another one, counts for nothing', async () => {
  const unlock = lockFolder(path('.'))
  expect(() => lockFolder(path('.'))).toThrow(new RegExp(`another benchmark is writing there \\(process ${process.pid}\\)`))
  unlock()
  for (const stale of ['{"process":999999999,"started":"1"}', `{"process":${process.pid},"started":"another time"}`, 'torn']) {
    await writeFile(path('running.json'), stale)
    lockFolder(path('.'))()
  }
})
