/** A shipped table, as text; see `scripts/web/build.ts`. */
declare module 'sample:*' {
  export const text: string
}
