import { InputError } from '../errors.js'

/** A library that users install only if they need it. Throws an InputError that says how, where it is missing. */
export async function optional<Library>(load: () => Promise<Library>, name: string, what: string): Promise<Library> {
  try {
    return await load()
  } catch (cause) {
    throw new InputError(name, `is needed for ${what} and not installed; run npm install ${name}`, { cause })
  }
}
