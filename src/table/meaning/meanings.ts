/** What the values of a column may be in the world. */
export const meanings = [
  ...(['email', 'url', 'domain', 'ipv4', 'ipv6', 'mac', 'uuid', 'phone', 'user-agent', 'path'] as const),
  ...(['iban', 'card', 'isbn', 'ean', 'vin', 'ssn'] as const),
  ...(['first-name', 'last-name', 'full-name', 'company', 'job'] as const),
  ...(['street', 'postcode', 'city', 'region', 'country', 'country-code', 'latitude', 'longitude', 'coordinates'] as const),
  ...(['currency', 'language', 'colour', 'json', 'list'] as const),
] as const
export type Meaning = (typeof meanings)[number]

/** Meanings that say who somebody is: their values never stay, however many rows share them. */
export const personal: ReadonlySet<Meaning> = new Set<Meaning>([
  ...(['email', 'phone', 'iban', 'card', 'vin', 'ssn', 'full-name', 'street', 'ipv4', 'ipv6', 'mac'] as const),
  ...(['first-name', 'last-name', 'coordinates'] as const),
])
