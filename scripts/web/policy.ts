/**
 * The content security policy of the page, under which nothing leaves it. It may run its own scripts, compile WebAssembly (which unpacks Parquet
 * files) and show pictures that it made itself; it may connect to nothing. Workers are started from blobs, so that the policy is theirs as well.
 */
export function policyOf({ scripts }: { readonly scripts: string }): string {
  return [
    "default-src 'none'",
    `script-src ${scripts} 'wasm-unsafe-eval'`,
    `worker-src ${scripts === "'self'" ? "'self' " : ''}blob:`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    "form-action 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types rowsmith rowsmith-offline',
  ].join('; ')
}
