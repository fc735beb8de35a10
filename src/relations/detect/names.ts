import { ownValue } from '../../table/own.js'

/** How much the name of a column says that it holds the key of a table. */
export interface NameMatch {
  /** From 0, nothing, to 1, the column is named after the table. */
  readonly score: number
  readonly reason: string
}

/** What is no plural in -s. */
const irregular = { people: 'person', persons: 'person', children: 'child', men: 'man', women: 'woman' }

/** Words that say key, number or reference, and nothing of which. */
const generic = new Set([
  ...['id', 'ids', 'key', 'code', 'no', 'nr', 'num', 'number', 'pk', 'fk', 'sk', 'ref', 'reference', 'uid', 'uuid', 'guid', 'identifier'],
  'name',
])
const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' ').map(singular))

/** Words that say a column counts or measures, whatever stands beside them. */
const measures = setOf(
  'count total sum avg mean min max qty quantity amount price cost rate rating score age rank position level size weight height length duration percent pct share value step',
)
/** Words that say which of several, after the one that says what: account_from, team_id_home. */
const roles = setOf('from to home away old new src dst source target origin destination primary secondary main first second last next by')
/** Words in names of tables that say how the file is kept, not what is in it. */
const wrappings = setOf('tbl table dim fact data dataset stg raw list master entity info')
/** Words that say a row refers to another one of its own table; German, French, Spanish and Italian ones, too. */
const kin = setOf(
  'parent manager mgr supervisor boss reports reply previous prev super ancestor predecessor mentor superior referrer referred invited leader replaces ' +
    'vorgesetzter vorgesetzte chef leiter eltern vorgänger superviseur responsable jefe superior padre madre capo',
)
/** What persons are called that do something, and the tables of such persons. */
const persons = [
  [
    setOf('manager mgr supervisor boss rep agent clerk seller technician operator staff employee leiter chef responsable jefe'),
    setOf('employee staff personnel worker person mitarbeiter employé empleado'),
  ],
  [
    setOf(
      'author owner creator editor assignee reporter sender recipient receiver follower followed followee friend moderator admin voter poster uploader reviewer approver buyer seller host guest organizer',
    ),
    setOf('user person member account profile'),
  ],
] as const

/**
 * The word in a form that is the same for one and for many: `categories` and `category`, `boxes` and `box`, `houses` and `house`, but also `Ärzte` and
 * `Arzt`, `prodotti` and `prodotto`, `filialen` and `filiaal`: without marks, doubled letters and a last vowel.
 */
function singular(word: string): string {
  const one = ownValue(irregular, word) ?? word
  const bare = /(ss|us|is)$/.test(one) ? one : /(s|x|z|ch|sh)es$/.test(one) ? one.slice(0, -2) : one.replace(/s$/, '')
  const plain = bare
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{L})\1+/gu, '$1')
  return plain
    .replace(/(?<=[^aeiou])y$/, 'i')
    .replace(/(?<=..)e$/, '')
    .replace(/(?<=....)[aio]$/, '')
}

/** The words of a name as they are written, lower-case: of `OrderID`, `order_id` and `order id` they are the same. */
function plainWords(name: string): string[] {
  return (name.normalize('NFC').match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{Lo}+/gu) ?? []).map((word) => word.toLowerCase())
}

/** A column's name: its telling words, the one that the others only specify, and what else it says. */
interface ColumnWords {
  readonly words: readonly string[]
  readonly head: string
  readonly saysKey: boolean
  readonly plural: boolean
  readonly measures: boolean
}

/** What the names of a database's tables have in common, by which its columns are read. */
export class Names {
  readonly #tables: ReadonlyMap<string, readonly string[]>
  readonly #vocabulary: ReadonlySet<string>

  constructor(tables: readonly string[]) {
    const words = tables.map((name) => [name, plainWords(name).map(singular)] as const)
    // A word that (nearly) all tables have says nothing: olist_orders_dataset, olist_customers_dataset.
    const common = (word: string): boolean =>
      tables.length >= 3 && words.filter(([, own]) => own.includes(word)).length > 0.7 * tables.length
    const bare = words.map(([, own]) => own.filter((word) => word.length > 1 && !wrappings.has(word) && !common(word)))
    const isOne = (left: readonly string[]): boolean => bare.filter((other) => other.join('') === left.join('')).length === 1
    // customer_info is called customers, unless there are customers, too.
    const telling = words.map(([name, own], i) => {
      const [left, rest] = [bare[i] ?? [], own.filter((word) => !common(word))]
      return [name, left.length > 0 && isOne(left) ? left : rest.length > 0 ? rest : own] as const
    })
    this.#tables = new Map(telling)
    this.#vocabulary = new Set(telling.flatMap(([, own]) => [...own, own.join('')]))
  }

  /** The telling words of a table's name. */
  table(name: string): readonly string[] {
    return this.#tables.get(name) ?? []
  }

  /** The telling words of a column's name, and whether it says key. */
  column(name: string): ColumnWords {
    const all = plainWords(name).flatMap((word) => this.#parts(word))
    const isKey = all.map((word) => generic.has(word))
    const words = all.filter((_, i) => !isKey[i]).map(singular)
    const last = all.findLast((_, i) => !isKey[i]) ?? ''
    // num_orders and no_of_rooms are counts; order_no is a key.
    const counts = /^(n|no|nr|num|number)$/.test(all[0] ?? '') && all.length > 1 && words.length > 0
    const lastKey = isKey.lastIndexOf(true)
    const telling = all.map((word, i) => (isKey[i] || (i > 0 && roles.has(word)) ? '' : singular(word)))
    return {
      head: (lastKey > 0 ? telling.slice(0, lastKey) : telling).findLast((word) => word !== '') ?? '',
      words: words.length > 1 ? words.filter((word) => word.length > 1) : words,
      saysKey: isKey.some((is, i) => is && all[i] !== 'name') && !counts,
      plural: last.endsWith('s') && singular(last) !== last && !/(ss|us|is)$/.test(last),
      measures: counts || words.some((word) => measures.has(word)),
    }
  }

  /** `orderkey` is order and key where a table is called orders; other words stay whole. */
  #parts(word: string): string[] {
    if (generic.has(word) || this.#vocabulary.has(singular(word))) return [word]
    for (let at = 2; at <= word.length - 2; at++) {
      const [head, tail] = [word.slice(0, at), word.slice(at)]
      const known = (part: string): boolean => this.#vocabulary.has(singular(part))
      if ((known(head) && (generic.has(tail) || known(tail))) || (generic.has(head) && known(tail))) return [head, tail]
    }
    return [word]
  }

  /** What a column's name says of whether its cells are keys of `parent`. `digits`: they are whole numbers, which may be counts as well. */
  match(column: string, child: string, parent: string, key: string, digits: boolean): NameMatch {
    const own = this.column(column)
    const owner = this.table(parent)
    const keyWords = this.column(key).words
    const none = { score: 0, reason: 'the names say nothing' }
    // Numbers called customers count some, as those called num_customers do.
    if (own.words.length === 0 || ((own.measures || own.plural) && digits && !own.saysKey)) return none
    const scores = [
      ...(same(own.words, owner) ? [after(1, 'named after it')] : []),
      ...(column.toLowerCase() === key.toLowerCase() ? [this.#sameName(own, owner, keyWords, digits)] : []),
      ...(keyWords.length > 0 && same(own.words, keyWords) ? [after(own.saysKey || !digits ? 0.9 : 0.4, 'named like its key')] : []),
      this.#partly(own, owner, child === parent),
      ...this.#role(own, owner, child === parent),
    ]
    const best = scores.reduce((a, b) => (b.score > a.score ? b : a), none)
    const jaccard = 0.5 * overlap(own.words, [...new Set([...owner, ...keyWords])])
    return best.score >= jaccard ? best : { score: jaccard, reason: 'the names share a word' }
  }

  /** Whether these words are short forms of a table's name. */
  isShortFor(words: readonly string[], table: string): boolean {
    return isShort(words, this.table(table))
  }

  #sameName(own: ColumnWords, owner: readonly string[], keyWords: readonly string[], digits: boolean): NameMatch {
    if (own.words.some((word) => owner.includes(word))) return after(1, 'both columns have one name')
    if (own.saysKey || !digits) return after(0.95, 'both columns have one name')
    return after(own.measures || keyWords.length === 0 ? 0.4 : 0.6, 'both columns have one name')
  }

  /** The column's name holds the table's, or its last word, or a short form of it. */
  #partly({ words, head, saysKey }: ColumnWords, owner: readonly string[], self: boolean): NameMatch {
    const isHead = head === owner.at(-1)
    // customer_type_id names a type, not a customer.
    if (owner.length > 0 && owner.every((word) => words.includes(word))) {
      return after(isHead ? (saysKey ? 0.8 : 0.7) : 0.4, `its name holds ${owner.join(' ')}`)
    }
    if (isHead && !self) return after(saysKey ? 0.7 : 0.4, `its name ends like the table's`)
    if (isShort(words, owner)) return after(saysKey ? 0.7 : 0.4, 'named after it in short')
    const initials = owner.map((word) => word[0]).join('')
    if (initials.length >= 2 && words.join('') === initials) return after(saysKey ? 0.6 : 0.4, 'its name has the first letters of it')
    return after(0, '')
  }

  /** The column names what somebody does: parent of a row of one table, manager in a table of staff. */
  #role({ words }: ColumnWords, owner: readonly string[], self: boolean): NameMatch[] {
    if (self && words.some((word) => kin.has(word))) return [after(0.75, 'named as another row of its table')]
    for (const [roles, tables] of persons) {
      const people = [...this.#tables].filter(([, own]) => own.some((word) => tables.has(word)))
      if (people.length === 1 && owner.some((word) => tables.has(word)) && words.some((word) => roles.has(word)))
        return [after(0.6, 'named as a person, and this is the only table of such')]
    }
    return []
  }
}

function after(score: number, reason: string): NameMatch {
  return { score, reason }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.join('') === b.join('') || (a.length === b.length && a.every((word) => b.includes(word)))
}

function overlap(a: readonly string[], b: readonly string[]): number {
  const shared = a.filter((word) => b.includes(word)).length
  return shared / new Set([...a, ...b]).size
}

function isShort(words: readonly string[], name: readonly string[]): boolean {
  return words.length === name.length && words.every((word, i) => shortens(word, name[i]))
}

/** Whether a word is a short form of another: its first letters (cust, prod), or letters of it in order that begin like it (dept, acct). */
function shortens(short: string, long: string): boolean {
  if (short === long) return true
  if (short.length < 3 || short.length >= long.length) return false
  if (long.startsWith(short)) return true
  let at = 0
  for (const letter of long) if (letter === short[at]) at++
  return at === short.length && short.slice(0, 2) === long.slice(0, 2)
}
