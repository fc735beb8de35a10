import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { keepName, nameFor, type Settings } from '../names.js'
import type { Histogram } from '../protocol.js'
import { asFrame } from '../source.js'
import { doing, failure, forgetHanded, handed, type PageStep, type Place, step, stepNames } from '../state.js'

/** One of the four steps: open, or folded into a line that opens it again. */
export function StepFrame({
  name,
  title,
  line,
  isReady,
  children,
}: {
  name: PageStep
  title: string
  line: string
  isReady: boolean
  children: ComponentChildren
}) {
  const isOpen = step.value === name
  const number = stepNames.indexOf(name) + 1
  const heading = useRef<HTMLHeadingElement>(null)
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    if (isOpen && !wasOpen.current) heading.current?.focus()
    wasOpen.current = isOpen
  }, [isOpen])
  return (
    <section class={`step ${isOpen ? 'open' : ''}`} aria-labelledby={`step-${name}`}>
      <h2 id={`step-${name}`} tabIndex={-1} ref={heading}>
        {isOpen || !isReady ? (
          <span class="step-line">
            <span class="number">{number}</span> {title}
          </span>
        ) : (
          <button
            type="button"
            class="step-line"
            onClick={() => {
              step.value = name
            }}
            aria-expanded={false}
          >
            <span class="number">{number}</span> {title} <span class="folded">{line}</span>
          </button>
        )}
      </h2>
      {isOpen && <div class="step-body">{children}</div>}
    </section>
  )
}

/** Progress, a way to stop it, and what went wrong, where it was asked for. */
export function Happening({ place }: { place: Place }) {
  const work = doing.value
  const wrong = failure.value
  if (work?.step === place) {
    const percent = Math.round(work.share * 100)
    return (
      <div class="doing">
        <div class="doing-words">
          <span>{work.what}</span>
          <span class="soft">
            {percent > 0 ? `${percent} %` : ''} {leftOf(work.share, work.started)}
          </span>
        </div>
        <progress max={1} value={work.share > 0 ? work.share : undefined} aria-label={work.title} />
        <button type="button" class="quiet" onClick={work.cancel}>
          Cancel
        </button>
      </div>
    )
  }
  if (wrong?.place !== place) return null
  return (
    <div class="wrong" role="alert">
      <p>{wrong.message}</p>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          failure.value = null
        }}
      >
        Dismiss
      </button>
    </div>
  )
}

function leftOf(share: number, started: number): string {
  const seconds = (performance.now() - started) / 1000
  if (share < 0.03 || seconds < 1.5) return ''
  const left = (seconds * (1 - share)) / share
  return left < 60 ? `about ${Math.max(1, Math.round(left))} s left` : `about ${Math.ceil(left / 60)} min left`
}

/** A button that reads a JSON file. */
export function LoadJson({
  place,
  onLoad,
  children,
}: {
  place: Place
  onLoad: (value: unknown, name: string) => unknown
  children: ComponentChildren
}) {
  const input = useRef<HTMLInputElement>(null)
  const load = async (file: File | undefined): Promise<void> => {
    if (!file) return
    let value: unknown
    try {
      value = JSON.parse(await file.text())
    } catch {
      failure.value = { place, message: `${file.name}: is no valid JSON; a missing comma or quote? Save it again` }
      return
    }
    await onLoad(value, file.name)
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json"
        class="hidden"
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => load(currentTarget.files?.[0])}
      />
      <button type="button" disabled={doing.value !== null} onClick={() => input.current?.click()}>
        {children}
      </button>
    </>
  )
}

/** A page of its own inside the page, in which nothing runs; as high as its content. */
export function Frame({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    let watcher: ResizeObserver | undefined
    const fit = (): void => {
      const body = element.contentDocument?.body
      if (!body) return
      watcher = new ResizeObserver(() => {
        element.style.height = `${body.scrollHeight + 24}px`
      })
      watcher.observe(body)
      for (const link of element.contentDocument?.querySelectorAll('a[href^="#"]') ?? []) {
        link.addEventListener('click', (event) => {
          event.preventDefault()
          const target = element.contentDocument?.getElementById((link.getAttribute('href') ?? '').slice(1))
          target?.scrollIntoView({ behavior: 'smooth', block: 'start' })
        })
      }
    }
    element.addEventListener('load', fit)
    element.srcdoc = asFrame(html)
    return () => {
      watcher?.disconnect()
      element.removeEventListener('load', fit)
    }
  }, [html])
  return <iframe class="report" ref={frame} title={title} sandbox="allow-same-origin" />
}

/** Bars that fit into a line of text. */
export function Bars({ bars, label }: { bars: Histogram; label: string }) {
  const { shares } = bars
  if (shares.length === 0) return <span class="bars none" aria-hidden="true" />
  const width = 100 / shares.length
  const most = Math.max(...shares)
  return (
    <svg class="bars" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={label}>
      {shares.map((share, i) => {
        const height = share > 0 ? Math.max(1, (24 * share) / most) : 0
        const words = barWords(bars, i)
        return (
          <rect key={words} x={i * width} width={Math.max(0.5, width - 0.8)} y={24 - height} height={height}>
            <title>{words}</title>
          </rect>
        )
      })}
    </svg>
  )
}

/** Made once: it takes a hundred times as long as to use it. */
const inEnglish = new Intl.NumberFormat('en')

function barWords({ shares, of }: Histogram, bar: number): string {
  const share = `${(100 * shares[bar]).toFixed(shares[bar] < 0.1 ? 1 : 0)} %`
  if (of === null) return share
  if ('levels' in of) return `${of.levels[bar]}: ${share}`
  const edge = (k: number): string => inEnglish.format(Number((of.low + k * of.width).toPrecision(4)))
  return `${edge(bar)} to ${edge(bar + 1)}: ${share}`
}

/** A command to copy. */
export function Command({ text }: { text: string }) {
  const copied = useSignal(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      copied.value = true
    } catch {
      const selection = getSelection()
      const code = document.getElementById('command')
      if (code) selection?.selectAllChildren(code)
    }
  }
  return (
    <div class="command">
      <code id="command" tabIndex={0}>
        {text}
      </code>
      <button type="button" class="quiet" onClick={copy}>
        {copied.value ? 'Copied' : 'Copy'}
      </button>
    </div>
  )
}

/** Hands a file to the browser's downloads, under a name that says with which settings it was made. */
export function saveWith(settings: Settings, blob: Blob, stem: string, ending: string): void {
  const name = nameFor(settings, stem, ending)
  keepName(settings, stem)
  save(blob, name)
}

/** Hands a file to the browser's downloads. */
function save(blob: Blob, name: string): void {
  forgetHanded()
  const url = URL.createObjectURL(blob)
  handed.value = { name, url }
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

/** Where the last file went, and a way on where a browser blocks downloads that a program starts. */
export function Handed() {
  const last = handed.value
  if (!last) return null
  return (
    <p class="handed soft" role="status">
      {last.name} was handed to your browser’s downloads.{' '}
      <a href={last.url} download={last.name}>
        Not there? Save it again
      </a>{' '}
      <button type="button" class="link" onClick={forgetHanded}>
        Dismiss
      </button>
    </p>
  )
}

export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`
}

/** The name of a file without what says how it is kept. */
export function stem(name: string): string {
  return (
    name
      .replace(/\.(gz|zst)$/, '')
      .replace(/\.[^.]*$/, '')
      .replace(/\.(model|schema)$/, '') || 'rows'
  )
}
