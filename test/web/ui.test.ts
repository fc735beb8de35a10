import { type ChildProcess, spawn } from 'node:child_process'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'

let child: ChildProcess
let url: string
beforeAll(async () => {
  child = spawn(process.execPath, ['dist/main.js', 'ui', 'datasets/penguins.csv', '--no-open'])
  url = await new Promise((done) => child.stdout?.once('data', (text) => done(String(text).trim())))
})
afterAll(() => {
  child.kill()
})

const status = (path: string, host?: string): Promise<number> =>
  new Promise((done) => {
    const { hostname, port } = new URL(url)
    request({ hostname, port, path, headers: host === undefined ? {} : { host } }, (response) => done(response.statusCode ?? 0)).end()
  })

test('rowsmith ui answers only its own name, and only whoever has the token', async () => {
  const { pathname } = new URL(url)
  expect(await status(pathname)).toBe(200)
  expect(await status(pathname, 'evil.example')).toBe(421)
  expect(await status('/')).toBe(404)
  expect(await status('/index.html')).toBe(404)
  expect(await status(`${pathname}..%2f..%2fmain.js`)).toBe(404)
  expect(await status(`${pathname}../main.js`)).toBe(404)
})
