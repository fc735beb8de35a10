import * as fc from 'fast-check'
import { oddJson, oddNumber, oddText, utf8 } from './values.js'

/** A place in [0, 1), each as likely: doubles of fast-check are mostly next to nothing. */
const place: fc.Arbitrary<number> = fc.noBias(fc.integer({ min: 0, max: 999_999 })).map((part) => part / 1e6)

/** One change of some bytes; `at` in [0, 1) says where. */
interface ByteChange {
  readonly at: number
  readonly kind: 'flip' | 'set' | 'cut' | 'double' | 'drop' | 'word' | 'long' | 'splice' | 'zeros'
  readonly value: number
  readonly length: number
}

const byteChange: fc.Arbitrary<ByteChange> = fc.record({
  at: place,
  kind: fc.constantFrom('flip', 'flip', 'set', 'set', 'word', 'word', 'long', 'cut', 'double', 'drop', 'splice', 'zeros'),
  value: oddNumber,
  length: fc.integer({ min: 1, max: 40 }),
})

/** The bytes after some changes; `within` (from, to as shares of the length) says where most of them are: headers and footers say how long things are. */
export function changedBytes(seed: fc.Arbitrary<Uint8Array>, within: readonly (readonly [number, number])[]): fc.Arbitrary<Uint8Array> {
  const places = fc.constantFrom(...within)
  return fc
    .tuple(seed, places, fc.array(byteChange, { maxLength: 5 }))
    .map(([bytes, [from, to], changes]) =>
      changes.reduce((changed, change) => changeBytes(changed, { ...change, at: from + change.at * (to - from) }), bytes),
    )
}

function changeBytes(bytes: Uint8Array, { at, kind, value, length }: ByteChange): Uint8Array {
  const index = Math.floor(at * bytes.length)
  const changed = bytes.slice()
  const view = new DataView(changed.buffer)
  switch (kind) {
    case 'flip':
      if (bytes.length > 0) changed[index] = (changed[index] as number) ^ (1 << (length % 8))
      return changed
    case 'set':
      if (bytes.length > 0) changed[index] = value
      return changed
    case 'word': {
      const aligned = index - (index % 4)
      if (aligned + 4 <= bytes.length) view.setInt32(aligned, value, true)
      return changed
    }
    case 'long': {
      const aligned = index - (index % 8)
      if (aligned + 8 <= bytes.length) view.setBigInt64(aligned, BigInt.asIntN(64, BigInt(Math.trunc(Math.min(value, 1e18)))), true)
      return changed
    }
    case 'cut':
      return changed.subarray(0, index)
    case 'double':
      return joined(changed.subarray(0, index + length), changed.subarray(index))
    case 'drop':
      return joined(changed.subarray(0, index), changed.subarray(index + length))
    case 'splice':
      return joined(
        changed.subarray(0, index),
        changed.subarray(Math.floor(index / 2), Math.floor(index / 2) + length),
        changed.subarray(index),
      )
    case 'zeros':
      return changed.fill(0, index, index + length)
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

/** One change of a JSON value: what becomes of the node that `at` in [0, 1) names among all. */
interface NodeChange {
  readonly at: number
  readonly kind: 'replace' | 'delete' | 'repeat' | 'add' | 'scale' | 'move'
  readonly value: unknown
  readonly key: string
}

const nodeChange: fc.Arbitrary<NodeChange> = fc.record({
  at: place,
  kind: fc.constantFrom('replace', 'replace', 'replace', 'delete', 'repeat', 'add', 'scale', 'move'),
  value: oddJson,
  key: oddText,
})

/** The JSON text of a value after some changes of its nodes, and now and then of its text. */
export function changedJson(seed: fc.Arbitrary<unknown>): fc.Arbitrary<Uint8Array> {
  const texts = fc
    .tuple(seed, fc.array(nodeChange, { minLength: 1, maxLength: 4 }))
    .map(([value, changes]) => utf8(JSON.stringify(changes.reduce(changeNode, structuredClone(value)))))
  return fc.oneof({ weight: 9, arbitrary: texts }, { weight: 1, arbitrary: changedBytes(texts, [[0, 1]]) })
}

type Holder = Record<string, unknown> | unknown[]

function changeNode(root: unknown, { at, kind, value: shared, key }: NodeChange): unknown {
  const value = structuredClone(shared)
  const nodes = nodesOf(root)
  if (nodes.length === 0) return value
  const [holder, name] = nodes[Math.floor(at * nodes.length)] as readonly [Record<string, unknown>, string]
  const node = holder[name]
  if (kind === 'replace') holder[name] = value
  else if (kind === 'delete') Array.isArray(holder) ? holder.splice(Number(name), 1) : delete holder[name]
  else if (kind === 'scale') holder[name] = typeof node === 'number' ? node * (value === 0 ? -1 : 1e6) : value
  else if (kind === 'move')
    holder[name] = structuredClone((nodes[Math.floor(at * at * nodes.length)] as readonly [Record<string, unknown>, string])[0])
  else if (Array.isArray(node)) node.push(kind === 'repeat' ? structuredClone(node[0]) : value)
  // A key such as __proto__ is a key like the others in JSON.
  else if (typeof node === 'object' && node !== null)
    Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true })
  else holder[name] = value
  return root
}

/** Every place in a value: what holds it, and its key there. */
function nodesOf(value: unknown, nodes: (readonly [Holder, string])[] = []): (readonly [Holder, string])[] {
  if (typeof value !== 'object' || value === null) return nodes
  for (const key of Object.keys(value)) {
    nodes.push([value as Holder, key])
    nodesOf((value as Record<string, unknown>)[key], nodes)
  }
  return nodes
}
