/**
 * Serves reviews on a connection over HTTP/1.1 with no more than they need: whole requests in, answers out, one after
 * the other. The first request that is slow, long or in any way unusual hands the connection over to node:http.
 */
import type { TLSSocket } from 'node:tls'
import { WholeBody, type Handler, type HttpRequest, type HttpResponse, type Peer } from '../../kit/index.ts'
import type { OnFault } from '../listen/adapt.ts'
import { peerOf } from '../listen/incoming-request.ts'
import type { Load, Place } from './limit-load.ts'
import { readHead, type ReviewHead } from './read-head.ts'
import { writeHead } from './write-head.ts'

export interface ReviewConnectionNeeds {
  readonly handler: Handler
  readonly load: Load
  readonly onFault: OnFault
  /** Whether clients are to take their next review elsewhere. */
  readonly isDraining: () => boolean
  /** Serves the connection from here on; what was read of it has been put back. */
  readonly leaveToHttp: (socket: TLSSocket) => void
  /** Milliseconds for a first request, and for the next one. */
  readonly firstRequest: number
  readonly idle: number
}

/** Longer requests, and those that take longer to arrive, are few. */
const [longestHead, longestBody, longestWait] = [8 * 1024, 64 * 1024, 1000]
const endOfHead = Buffer.from('\r\n\r\n')

export class ReviewConnection {
  readonly #socket: TLSSocket
  readonly #needs: ReviewConnectionNeeds
  readonly #peer: Peer
  /** What has come and is not served yet. */
  #held: Buffer | undefined
  /** How much of it makes the next request whole, once that is known. */
  #wanted = 0
  #place: Place | undefined
  #slow: NodeJS.Timeout | undefined
  #isAnswering = false
  #abort: AbortController | undefined
  #headText = ''
  #head: ReviewHead | undefined

  constructor(socket: TLSSocket, needs: ReviewConnectionNeeds) {
    this.#socket = socket
    this.#needs = needs
    this.#peer = peerOf(socket)
    socket.setTimeout(needs.firstRequest)
    socket.on('data', this.#take).on('close', this.#end).on('error', this.#break).on('timeout', this.#break)
  }

  get isIdle(): boolean {
    return !this.#isAnswering && this.#held === undefined
  }

  destroy(): void {
    this.#socket.destroy()
  }

  readonly #take = (chunk: Buffer): void => {
    this.#held = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk])
    // Whoever sends the next request before the answer waits for its turn.
    if (this.#isAnswering) this.#socket.pause()
    else this.#serve(chunk.length)
  }

  /** `fresh` bytes of what is held have just come. */
  #serve(fresh: number): void {
    const held = this.#held!
    const start = held.indexOf(endOfHead)
    const head =
      start === -1 || start > longestHead ? undefined : this.#readHead(held.toString('latin1', 0, start))
    if (head === undefined || head.length > longestBody) return this.#leave()
    this.#place ??= this.#needs.load.enter()
    if (this.#place?.hold(fresh) !== true) return this.#leave()
    this.#wanted = start + endOfHead.length + head.length
    if (held.length < this.#wanted) {
      this.#slow ??= setTimeout(this.#leave, Math.min(longestWait, this.#needs.firstRequest / 2))
      return
    }
    clearTimeout(this.#slow)
    this.#slow = undefined
    this.#held = held.length === this.#wanted ? undefined : held.subarray(this.#wanted)
    void this.#answer(head, held.subarray(start + endOfHead.length, this.#wanted))
  }

  /** A client's heads are alike, often to the letter. */
  #readHead(text: string): ReviewHead | undefined {
    if (text !== this.#headText) {
      this.#head = readHead(text)
      this.#headText = text
    }
    return this.#head
  }

  async #answer(head: ReviewHead, body: Buffer): Promise<void> {
    this.#isAnswering = true
    try {
      this.#send(await this.#needs.handler(this.#toRequest(head, body)))
    } catch (fault) {
      if (this.#socket.destroyed) return
      this.#needs.onFault(fault)
      this.#send({ status: 500, headers: {} }, true)
    }
  }

  #toRequest({ target, headers }: ReviewHead, body: Buffer): HttpRequest {
    const signal = (): AbortSignal => (this.#abort ??= new AbortController()).signal
    return {
      method: 'POST',
      target,
      headers,
      body: new WholeBody(body),
      peer: this.#peer,
      get signal() {
        return signal()
      },
    }
  }

  #send(response: HttpResponse, isLast = this.#needs.isDraining()): void {
    const socket = this.#socket
    const { body = '' } = response
    if (socket.destroyed) return
    if (typeof body !== 'string' && !(body instanceof Uint8Array))
      throw new TypeError('an answer to a review is text or bytes')
    const length = Buffer.byteLength(body)
    const keptFor = Math.floor(this.#needs.idle / 1000)
    const head = writeHead({ response, length, close: isLast, now: Date.now(), keptFor })
    // One write is one record and one packet; letters of one byte need no counting once more.
    if (typeof body === 'string') socket.write(head + body, length === body.length ? 'latin1' : 'utf8')
    else socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]))
    this.#finish(isLast)
  }

  #finish(isLast: boolean): void {
    const socket = this.#socket
    this.#place?.leave()
    this.#place = undefined
    this.#abort = undefined
    if (isLast) {
      socket.off('data', this.#take)
      socket.resume()
      return socket.destroySoon()
    }
    socket.setTimeout(this.#needs.idle)
    // Whoever takes no answers gets no more of them.
    if (socket.writableNeedDrain) socket.pause().once('drain', this.#goOn)
    else this.#goOn()
  }

  readonly #goOn = (): void => {
    this.#isAnswering = false
    if (this.#socket.isPaused()) this.#socket.resume()
    if (this.#held !== undefined) this.#serve(this.#held.length)
  }

  readonly #leave = (): void => {
    const socket = this.#socket
    this.#letGo()
    socket
      .off('data', this.#take)
      .off('close', this.#end)
      .off('error', this.#break)
      .off('timeout', this.#break)
    socket.setTimeout(0)
    socket.pause()
    if (this.#held !== undefined) socket.unshift(this.#held)
    this.#held = undefined
    this.#needs.leaveToHttp(socket)
    socket.resume()
  }

  readonly #end = (): void => {
    this.#letGo()
    this.#abort?.abort()
  }

  #letGo(): void {
    clearTimeout(this.#slow)
    this.#place?.leave()
    this.#place = undefined
  }

  /** A client that breaks off, or is silent for too long: an answer that is being made is waited for. */
  readonly #break = (): void => {
    const { writableNeedDrain, writableEnded } = this.#socket
    if (!this.#isAnswering || writableNeedDrain || writableEnded) this.#socket.destroy()
  }
}
