/** The text with `$NAME` and `${NAME}` filled in, and the names of those that aren't set. `${NAME:-other}` is `other` where NAME isn't set. */
export function filled(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly text: string; readonly missing: readonly string[] } {
  const missing: string[] = []
  const whole = text.replace(/\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})/g, (_, bare: string, braced: string, other: string | undefined) => {
    const name = bare ?? braced
    const value = environment[name] || other
    if (value === undefined) missing.push(name)
    return value ?? ''
  })
  return { text: whole, missing }
}
