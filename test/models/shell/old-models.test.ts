import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { models, privateModels } from '../../../src/models/index.js'
import { upToDate } from '../../../src/models/shell/model-format.js'
import { version } from '../../../src/version.js'
import { rowsmith } from '../../support/cli.js'
import { digestOf } from './old-models.js'

const folder = new URL('../../fixtures/models/', import.meta.url)
const versions = readdirSync(folder).filter((name) => /^\d/.test(name))

test('there is a file of every model, written by this version', () => {
  const names = [...models, ...privateModels].map(({ name }) => name)
  for (const name of [...names, 'description', 'relational'])
    expect(existsSync(new URL(`${version}/${name}.json`, folder)), name).toBe(true)
})

describe.each(versions)('model files of %s', (written) => {
  const digests = JSON.parse(readFileSync(new URL(`${written}/digests.json`, folder), 'utf8')) as Record<string, unknown>
  const textOf = (name: string): string => readFileSync(new URL(`${written}/${name}.json`, folder), 'utf8')

  test.each(Object.entries(digests))('%s is read, and draws the rows that it drew then', async (name, expected) => {
    expect(await digestOf(textOf(name))).toEqual(expected)
  })

  test.each(['independent', 'relational'])('inspect says which version wrote %s', async (name) => {
    const { stdout } = await rowsmith(['inspect', new URL(`${written}/${name}.json`, folder).pathname])
    expect(stdout).toMatch(new RegExp(`learned from .*by Rowsmith ${written.replaceAll('.', '\\.')}\n`))
  })

  test.each(['independent', 'relational'])('%s of a later format is refused in one sentence', async (name) => {
    const later = textOf(name).replace('"version": 1', '"version": 9').replaceAll(`"rowsmith":"${written}"`, '"rowsmith":"7.1.0"')
    await expect(digestOf(later)).rejects.toMatchObject({
      name: 'ModelFileError',
      message: expect.stringMatching(
        /^model: has version 9, written by Rowsmith 7\.1\.0, this Rowsmith reads version 1; update Rowsmith or fit/,
      ),
    })
  })
})

test('a file goes through every step from its version on, and through no other', () => {
  const steps = [(file: object) => ({ ...file, second: true }), (file: object) => ({ ...file, third: true })]
  const file = (from: number) => upToDate({ format: 'f', version: from }, 'f', 'm.json', steps)
  expect(file(1)).toEqual({ format: 'f', version: 3, second: true, third: true })
  expect(file(2)).toEqual({ format: 'f', version: 3, third: true })
  expect(file(3)).toEqual({ format: 'f', version: 3 })
  expect(() => file(4)).toThrow('m.json: has version 4, this Rowsmith reads versions 1 to 3; update Rowsmith')
  for (const wrong of [0, 1.5, -1, Number.NaN]) expect(() => file(wrong)).toThrow(/has version .*; is it damaged/)
  expect(upToDate({ format: 'other', version: 9 }, 'f', 'm.json', steps)).toEqual({ format: 'other', version: 9 })
})
