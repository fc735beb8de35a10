import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError, OptionError } from '../../errors.js'
import { writeText } from '../../io/files.js'

export interface UiFlags {
  readonly port: number
  readonly open: boolean
  readonly singleFile?: string
}

/** Serves the page to the browser on this machine, and to nobody else; or writes it as one file. */
export async function serveUi(table: string | undefined, { port, open, singleFile }: UiFlags): Promise<void> {
  if (singleFile !== undefined) {
    if (table !== undefined) throw new OptionError('--single-file', `holds no table; leave ${table} out, and drop it on the page`)
    await writeText(singleFile, await readFile(pageFile('rowsmith.html'), 'utf8'))
    process.stderr.write(`the page is in ${singleFile}: open it by a double click, also without a network\n`)
    return
  }
  if (table !== undefined && !(await stat(table).catch(() => null))?.isFile()) {
    throw new InputError(table, 'there is no such file; is its name right?')
  }
  const token = randomBytes(18).toString('base64url')
  const server = createServer((request, response) => {
    answer(request, response, { token, port: (server.address() as AddressInfo).port, table }).catch(() => refuse(response, 404))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new OptionError('--port', `${port} can't be listened on (${error.message}); give another one`)))
    server.listen(port, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`
  process.stdout.write(`${url}\n`)
  process.stderr.write('the page is at this address, on this machine only; Ctrl-C ends it\n')
  if (open) openBrowser(url)
}

/** A file of the page as it was built, from the bundle or from the sources. */
function pageFile(name: string): string {
  const built = /[/\\]dist[/\\][^/\\]*$/.test(fileURLToPath(import.meta.url)) ? './web/' : '../../../dist/web/'
  return fileURLToPath(new URL(`${built}${name}`, import.meta.url))
}

interface Served {
  readonly token: string
  readonly port: number
  readonly table: string | undefined
}

const types: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' }

/** Only to its own name, as other sites may point theirs at this machine, and only to whoever was told the token. */
async function answer({ method, url = '', headers }: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { token, port, table } = served
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`) return refuse(response, 421)
  if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405)
  const [path = ''] = url.split('?')
  if (!path.startsWith(`/${token}/`)) return refuse(response, 404)
  const name = path.slice(token.length + 2) || 'index.html'
  for (const [header, value] of Object.entries(safeHeaders)) response.setHeader(header, value)
  if (name === 'table' && table !== undefined) {
    response.setHeader('content-type', 'application/octet-stream')
    createReadStream(table)
      .on('error', () => response.destroy())
      .pipe(response)
    return
  }
  if (!/^[\w-]+\.(html|js)$/.test(name) || name === 'service-worker.js') return refuse(response, 404)
  response.setHeader('content-type', types[name.split('.').at(-1) ?? ''] ?? '')
  const text = await readFile(pageFile(name), 'utf8')
  response.end(name === 'index.html' ? withTable(text, `http://${headers.host}/${token}/`, table) : text)
}

const safeHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** The page, told that it is served here; it may fetch the table that was named, and still nothing else. */
function withTable(html: string, url: string, table: string | undefined): string {
  const name = table === undefined ? '' : basename(table).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  const head = html.replace('<title>', () => `<meta name="rowsmith-table" content="${name}">\n<title>`)
  return table === undefined ? head : head.replace("default-src 'none';", `default-src 'none'; connect-src ${url}table;`)
}

function refuse(response: ServerResponse, status: number): void {
  response.statusCode = status
  response.end()
}

/** Where there is no browser to open, the address that was printed will do. */
function openBrowser(url: string): void {
  const [command, args] =
    process.platform === 'darwin' ? ['open', [url]] : process.platform === 'win32' ? ['cmd', ['/c', 'start', '', url]] : ['xdg-open', [url]]
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}
