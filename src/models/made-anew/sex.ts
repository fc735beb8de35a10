import { isNumberColumn } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

/** Whose names a language tells apart. */
export type Sex = 'female' | 'male'

/** Names of columns that say whose names stand in a row: the sex, or how somebody is addressed. */
const saysSex =
  /(^|[^a-z])(sex|gender|geschlecht|sexe|sexo|sesso|genere|g[eé]nero|geslacht|p[lł]e[cć]|title|salutation|anrede|civilit[eé]|prefix)($|[^a-z])|^(?:пол|性[別别]|성별)$/
const words: Readonly<Record<Sex, ReadonlySet<string>>> = {
  female: new Set(
    'f female woman w weiblich frau femme féminin madame mme femenino mujer femmina femminile donna feminino mulher vrouw kobieta mrs ms miss sra signora dama fem ж жен женский женщина 女 女性 여 여자 여성'.split(
      ' ',
    ),
  ),
  male: new Set(
    'm male man männlich mann herr homme masculin monsieur masculino hombre maschio maschile uomo homem mężczyzna mr sr sig sir masc м муж мужской мужчина 男 男性 남 남자 남성'.split(
      ' ',
    ),
  ),
}

/** The sex that each row names, by the words of a column for it; null where no column or no word says it. */
export function sexReader({ columns }: Schema, rows: Table): ((row: number) => Sex | null) | null {
  for (const { name } of columns) {
    if (!rows.has(name) || !saysSex.test(name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase())) continue
    const column = rows.column(name)
    if (isNumberColumn(column)) continue
    const known = sexesOf(column.levels)
    if (known.includes('female') && known.includes('male')) return (row) => known[column.values[row] as number] ?? null
  }
  return null
}

function sexesOf(levels: readonly string[]): (Sex | null)[] {
  const small = levels.map((level) => level.trim().toLowerCase().replace(/\.$/, ''))
  // Where H are men, as in Spanish and French, M may be women: mujer.
  const [man, woman] = small.includes('h') && small.includes('m') && !small.includes('f') ? ['h', 'm'] : ['h', 'f']
  return small.map((word) => {
    if (word === man) return 'male'
    if (word === woman) return 'female'
    return words.female.has(word) ? 'female' : words.male.has(word) ? 'male' : null
  })
}
