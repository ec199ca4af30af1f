/** The body of a request as it comes: lighter than the stream's own iterator, which every small call would pay for. */
import type { IncomingMessage } from 'node:http'

type Result = IteratorResult<Uint8Array, undefined>

/** Reads at the pace of whoever asks. Leaving it early neither ends the connection nor reads the rest. */
export class IncomingBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array, undefined> {
  readonly #incoming: IncomingMessage
  readonly #arrived: Uint8Array[] = []
  #begun = false
  #ended = false
  #failure: Error | undefined
  #asked: PromiseWithResolvers<Result> | undefined

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Result> {
    if (!this.#begun) this.#begin()
    const settled = this.#settled()
    if (settled !== undefined) return settled
    this.#asked = Promise.withResolvers<Result>()
    this.#incoming.resume()
    return this.#asked.promise
  }

  return(): Promise<Result> {
    this.#end()
    return Promise.resolve({ done: true, value: undefined })
  }

  #begin(): void {
    this.#begun = true
    this.#incoming.on('data', this.#take)
    this.#incoming.once('end', this.#end)
    this.#incoming.once('close', this.#close)
    this.#incoming.once('error', this.#end)
    if (this.#incoming.readableEnded) this.#end()
    else if (this.#incoming.destroyed) this.#close()
  }

  #settled(): Promise<Result> | undefined {
    const value = this.#arrived.shift()
    if (value !== undefined) return Promise.resolve({ done: false, value })
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    return this.#ended ? Promise.resolve({ done: true, value: undefined }) : undefined
  }

  readonly #take = (chunk: Uint8Array): void => {
    this.#arrived.push(chunk)
    if (this.#asked === undefined) this.#incoming.pause()
    else this.#answer()
  }

  readonly #close = (): void => {
    const gone = new Error('the client went away within the body')
    this.#end(this.#incoming.errored ?? Object.assign(gone, { code: 'ECONNRESET' }))
  }

  readonly #end = (failure?: Error): void => {
    if (this.#ended) return
    this.#ended = true
    this.#failure = failure
    this.#incoming.off('data', this.#take).off('end', this.#end).off('close', this.#close)
    if (this.#asked !== undefined) this.#answer()
  }

  #answer(): void {
    const asked = this.#asked!
    this.#asked = undefined
    asked.resolve(this.#settled()!)
  }
}
