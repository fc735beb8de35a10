/** What most fits do without: it is loaded when something first needs it, and at hand from then on. */
export class Later<Part> {
  readonly #load: () => Promise<Part>
  #part: Part | undefined

  constructor(load: () => Promise<Part>) {
    this.#load = load
  }

  async load(): Promise<Part> {
    this.#part ??= await this.#load()
    return this.#part
  }

  /** Makes it known where it is there anyway. */
  keep(part: Part): void {
    this.#part = part
  }

  /** What `load` has loaded before. */
  get loaded(): Part {
    if (this.#part === undefined) throw new RangeError('a part of a model is used before it is loaded')
    return this.#part
  }
}
