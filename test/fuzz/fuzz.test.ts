import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { faultOf, inputOf, kinds } from './kinds.js'

const corpus = new URL('../fixtures/fuzz/', import.meta.url)
const kept = (kind: string): string[] => (existsSync(new URL(kind, corpus)) ? readdirSync(new URL(kind, corpus)) : [])

describe.each(Object.keys(kinds))('%s', (kind) => {
  test('what once was a fault is read, or refused in words', async () => {
    for (const name of kept(kind)) expect(await faultOf(kind, readFileSync(new URL(`${kind}/${name}`, corpus))), name).toBe(null)
  })

  test('twenty inputs of this kind are read, or refused in words', async () => {
    for (let index = 0; index < 20; index++) expect(await faultOf(kind, inputOf(kind, 11, index)), `input ${index}`).toBe(null)
  })
})
