import { isModelled, type Schema } from '../schema.js'

/**
 * What makes a column one whose disclosure would hurt somebody: the special categories of the General Data Protection Regulation (Articles 9 and
 * 10), and what laws against discrimination and the secrecy of banks and taxes protect. As words of names of columns, in six languages.
 */
const categories: Readonly<Record<string, string>> = {
  health:
    'diag(?:nos\\p{L}*)?|icd|(?:chief|medical|pre-?existing) (?:complaint|condition)|disease|illness|sickness|symptom|medication|therapy|treatment|disabilit\\p{L}*|disabled|handicap\\p{L}*|blood (?:pressure|type|group|sugar)|systolic|diastolic|bmi|cholesterol|glucose|hiv|cancer|tumou?r|diabet\\p{L}*|pregnan\\p{L}*|allerg\\p{L}*|smok(?:er|ing)|(?:mental )?health|krank\\p{L}*|befund|behandlung|medikament\\p{L}*|blutdruck|behinderung|schwanger\\p{L}*|maladie|sant[ée]|traitement|enfermedad|salud|tratamiento|malattia|salute|ziekte|gezondheid|doen[çc]a|sa[úu]de',
  religion: 'relig\\p{L}*|faith|creed|denomination|konfession|confession|kirche\\p{L}*|glaube\\p{L}*|godsdienst',
  origin:
    'ethnic\\p{L}*|race|racial|nationalit\\p{L}*|citizenship|(?:native|birth) (?:country|land)|(?:country|place) of (?:birth|origin)|birth ?place|migrant|migration\\p{L}*|immigra\\p{L}*|skin colou?r|caste|tribe|herkunft\\p{L}*|staatsangehörigkeit|hautfarbe|nationaliteit|etnia|raza|razza|nacionalidade?|nazionalit[àa]',
  politics:
    'politic\\p{L}*|political party|party (?:affiliation|id|membership)|voted? for|(?:trade |labou?r )?union(?: member\\p{L}*)?|partei\\p{L}*|gewerkschaft\\p{L}*|syndicat|sindicato|vakbond',
  'sex life': 'sexual\\p{L}*|sex life|lgbt\\p{L}*',
  'genes and body': 'genotype|genom\\p{L}*|dna|genetic\\p{L}*|biometr\\p{L}*|fingerprint',
  offences:
    'criminal\\p{L}*|convict\\p{L}*|offen[cs]e|arrest(?:s|ed)?|prison|felony|recidiv\\p{L}*|two year recid|straftat\\p{L}*|vorstrafe\\p{L}*',
  money:
    'income|salary|salaries|wage|earnings|debt|credit (?:score|rating|limit|history|risk)|net worth|wealth|bankrupt\\p{L}*|default payment\\p{L}*|gehalt|lohn|einkommen|verm[öo]gen|schulden|salaire|revenu|sueldo|salario|ingresos?|stipendio|reddito|salaris|inkomen|sal[áa]rio|renda',
  sex: 'sex|gender|geschlecht|sexe|sexo|g[ée]nero|sesso|geslacht',
  'family status':
    '(?:marital|civil|family) status|married|marriage|zivilstand|familienstand|[ée]tat civil|estado civil|stato civile|burgerlijke staat',
}

const patterns = Object.entries(categories).map(
  ([category, words]) => [category, new RegExp(`(?:^|[^\\p{L}])(?:${words})s?(?![\\p{L}])`, 'u')] as const,
)

/** A column that may be sensitive, and what its name says it is about, such as health. */
export interface SensitiveProposal {
  readonly name: string
  readonly category: string
}

/** Columns that may be sensitive by their names, of those that models learn and that aren't marked so: for somebody who knows to decide. */
export function proposeSensitive({ columns }: Schema): SensitiveProposal[] {
  return columns.flatMap((column) => {
    if (column.sensitive || !isModelled(column)) return []
    const category = sensitiveCategory(column.name)
    return category === null ? [] : [{ name: column.name, category }]
  })
}

function sensitiveCategory(name: string): string | null {
  const words = name
    .replace(/(\p{Ll})(\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1$3 $2')
    .toLowerCase()
    .replace(/[\s_.\-/]+/g, ' ')
  return patterns.find(([, pattern]) => pattern.test(words))?.[0] ?? null
}
