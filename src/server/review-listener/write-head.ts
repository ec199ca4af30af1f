/** The head of an answer over HTTP/1.1, as node:http would write it. */
import { STATUS_CODES } from 'node:http'
import type { HttpResponse } from '../../kit/index.ts'

export interface HeadFacts {
  readonly response: HttpResponse
  /** Bytes of the body. */
  readonly length: number
  /** Whether the connection ends with the answer. */
  readonly close: boolean
  /** Milliseconds. */
  readonly now: number
  /** Seconds for which an idle connection is kept. */
  readonly keptFor: number
}

/** What is said here must not be said twice: two lengths would be two answers. */
const own: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
])

export function writeHead({ response, length, close, now, keptFor }: HeadFacts): string {
  const { status, headers } = response
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`
  for (const name in headers) {
    if (own.has(name.toLowerCase())) continue
    const value = headers[name]!
    for (const each of typeof value === 'string' ? [value] : value) text += `${name}: ${checked(each)}\r\n`
  }
  const connection = close ? 'connection: close' : `connection: keep-alive\r\nkeep-alive: timeout=${keptFor}`
  return `${text}${connection}\r\ndate: ${dateOf(now)}\r\ncontent-length: ${length}\r\n\r\n`
}

/** What comes from elsewhere must not end a line. */
function checked(value: string): string {
  if (!/^[\t\x20-\x7e]*$/.test(value)) throw new TypeError('a header holds what no header can hold')
  return value
}

let [second, text] = [0, '']

function dateOf(now: number): string {
  const current = Math.floor(now / 1000)
  if (current !== second) [second, text] = [current, new Date(now).toUTCString()]
  return text
}
