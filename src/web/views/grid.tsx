import { useSignal } from '@preact/signals'
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core'
import { useEffect, useRef } from 'preact/hooks'
import { desk } from '../state.js'

const rowHeight = 30
/** Of the numbers of rows. */
const numberWidth = 64
/** Cells, and rows, that are asked for at once. */
const chunkCells = 100_000
const mostChunk = 100
/** Rows beyond which one page of the grid is longer than browsers draw. */
const mostRows = 400_000

interface GridProps {
  readonly which: 'real' | 'synthetic'
  readonly rows: number
  readonly names: readonly string[]
  /** Of numbers: they stand to the right. */
  readonly numbers: ReadonlySet<string>
  readonly label: string
}

/** Any number of rows and columns, of which only those in view are there. */
export function Grid({ which, rows, names, numbers, label }: GridProps) {
  const chunk = Math.max(1, Math.min(mostChunk, Math.floor(chunkCells / names.length)))
  const scroller = useRef<HTMLDivElement>(null)
  const tick = useSignal(0)
  const first = useSignal(0)
  const loaded = useRef(new Map<number, readonly (readonly string[])[]>())
  const virtual = useRef<{ down: Virtualizer<HTMLDivElement, Element>; across: Virtualizer<HTMLDivElement, Element> } | null>(null)
  const shown = Math.min(mostRows, rows - first.value)

  useEffect(() => {
    const common = {
      getScrollElement: () => scroller.current,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => {
        tick.value++
      },
    }
    const down = new Virtualizer<HTMLDivElement, Element>({ ...common, count: shown, estimateSize: () => rowHeight, overscan: 8 })
    const across = new Virtualizer<HTMLDivElement, Element>({
      ...common,
      horizontal: true,
      count: names.length,
      estimateSize: (i) => widthOf(names[i], loaded.current.get(0)?.map((row) => row[i] ?? '') ?? []),
      overscan: 3,
    })
    const leave = [down._didMount(), across._didMount()]
    down._willUpdate()
    across._willUpdate()
    virtual.current = { down, across }
    tick.value++
    return () => {
      for (const clean of leave) clean()
    }
  }, [shown, names])

  tick.value
  const lines = virtual.current?.down.getVirtualItems() ?? []
  const cells = virtual.current?.across.getVirtualItems() ?? []
  const width = virtual.current?.across.getTotalSize() ?? 0

  const from = (lines[0]?.index ?? 0) + first.value
  const to = (lines.at(-1)?.index ?? 0) + first.value
  useEffect(() => {
    for (let part = Math.floor(from / chunk); part <= Math.floor(to / chunk); part++) {
      if (loaded.current.has(part)) continue
      loaded.current.set(part, [])
      desk.call('cells', [which, part * chunk, Math.min(rows, (part + 1) * chunk)]).then(
        (found) => {
          loaded.current.set(part, found.rows)
          if (part === 0) virtual.current?.across.measure()
          tick.value++
        },
        () => loaded.current.delete(part),
      )
    }
  }, [from, to])
  const element = scroller.current
  const beyond = element ? width + numberWidth - element.scrollLeft - element.clientWidth : 0
  const cell = (row: number, column: number): string => loaded.current.get(Math.floor(row / chunk))?.[row % chunk]?.[column] ?? ''

  return (
    <div class={`grid-frame ${beyond > 1 ? 'beyond' : ''}`}>
      <div
        class={`grid ${which}`}
        ref={scroller}
        tabIndex={0}
        role="table"
        aria-label={label}
        aria-rowcount={rows + 1}
        aria-colcount={names.length}
      >
        <div class="grid-head" role="rowgroup" style={{ width: `${width + numberWidth}px` }}>
          <div role="row" aria-rowindex={1}>
            <span class="row-number" role="columnheader" aria-colindex={1}>
              row
            </span>
            {cells.map((item) => (
              <span
                key={item.index}
                role="columnheader"
                aria-colindex={item.index + 2}
                class={numbers.has(names[item.index]) ? 'right' : ''}
                style={{ left: `${item.start + numberWidth}px`, width: `${item.size}px` }}
                title={names[item.index]}
              >
                {names[item.index]}
              </span>
            ))}
          </div>
        </div>
        <div class="grid-body" role="rowgroup" style={{ height: `${shown * rowHeight}px`, width: `${width + numberWidth}px` }}>
          {lines.map((line) => (
            <div
              key={line.index}
              role="row"
              aria-rowindex={line.index + first.value + 2}
              class="grid-row"
              style={{ transform: `translateY(${line.start}px)` }}
            >
              <span class="row-number" role="rowheader">
                {(line.index + first.value + 1).toLocaleString('en')}
              </span>
              {cells.map((item) => {
                const text = cell(line.index + first.value, item.index)
                return (
                  <span
                    key={item.index}
                    role="cell"
                    class={`${numbers.has(names[item.index]) ? 'right' : ''} ${text === '' ? 'gap' : ''}`}
                    style={{ left: `${item.start + numberWidth}px`, width: `${item.size}px` }}
                    title={text.length > 16 ? text : undefined}
                  >
                    {text}
                  </span>
                )
              })}
            </div>
          ))}
        </div>
      </div>
      {beyond > 1 && (
        <p class="soft grid-more" aria-hidden="true">
          {names.length.toLocaleString('en')} columns: scroll sideways to see the others →
        </p>
      )}
      {rows > mostRows && (
        <label class="goto">
          Go to row{' '}
          <input
            type="number"
            min={1}
            max={rows}
            onChange={({ currentTarget }) => {
              const row = Math.max(1, Math.min(rows, Math.round(Number(currentTarget.value)) || 1)) - 1
              first.value = Math.max(0, Math.min(rows - mostRows, row - mostRows / 2))
              requestAnimationFrame(() => virtual.current?.down.scrollToIndex(row - first.value, { align: 'start' }))
            }}
          />
        </label>
      )}
    </div>
  )
}

/** Pixels that the name and the first cells take, up to a limit. */
function widthOf(name: string, cells: readonly string[]): number {
  const longest = cells.reduce((most, { length }) => Math.max(most, length), 0)
  return Math.max(92, Math.min(220, Math.max(name.length * 8, longest * 7.4) + 28))
}
