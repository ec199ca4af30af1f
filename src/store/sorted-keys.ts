/** Keys in the order of their UTF-16 code units, kept in chunks so that adding one among many moves few. */
const fullChunk = 512

export class SortedKeys {
  readonly #chunks: string[][] = []

  /** Adds a key that is not there yet. */
  add(key: string): void {
    const at = this.#chunkFor(key)
    const chunk = this.#chunks[at]
    if (chunk === undefined) {
      const last = this.#chunks.at(-1)
      if (last === undefined || last.length >= fullChunk) this.#chunks.push([key])
      else last.push(key)
      return
    }
    chunk.splice(lowerBound(chunk, key), 0, key)
    if (chunk.length > fullChunk) this.#chunks.splice(at + 1, 0, chunk.splice(fullChunk / 2))
  }

  /** Takes away a key that is there. */
  delete(key: string): void {
    const at = this.#chunkFor(key)
    const chunk = this.#chunks[at]!
    chunk.splice(lowerBound(chunk, key), 1)
    if (chunk.length === 0) this.#chunks.splice(at, 1)
  }

  /** The keys that begin with `prefix` and are greater than `after`. */
  *under(prefix: string, after: string | undefined): Generator<string, void> {
    const start = after !== undefined && after >= prefix ? after : prefix
    let at = this.#chunkFor(start)
    let chunk = this.#chunks[at]
    if (chunk === undefined) return
    let index = lowerBound(chunk, start)
    if (start === after && chunk[index] === after) index++
    for (; chunk !== undefined; chunk = this.#chunks[++at], index = 0)
      for (; index < chunk.length; index++) {
        const key = chunk[index]!
        if (!key.startsWith(prefix)) return
        yield key
      }
  }

  /** The first chunk whose last key is not less than `key`; one past the end when there is none. */
  #chunkFor(key: string): number {
    let [low, high] = [0, this.#chunks.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#chunks[middle]!.at(-1)! < key) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The index of the first key that is not less than `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}
