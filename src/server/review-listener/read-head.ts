/** Reads the head of a review as API servers write it. Whatever is written in another way is left to node:http. */

export interface ReviewHead {
  readonly target: string
  readonly headers: Readonly<Record<string, readonly string[]>>
  /** Of the body. */
  readonly length: number
}

const requestLine = /^POST (\/mutate(?:\?[!-"$-~]*)?) HTTP\/1\.1$/
const headerLine = /^([!#$%&'*+.^_`|~\w-]+):([\t\x20-\x7e\x80-\xff]*)$/
const plainHost = /^[\w.:[\]-]+$/

/** They change how the body is framed, or what becomes of the connection. */
const leftToHttp: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'expect',
  'upgrade',
  'trailer',
  'te',
  'proxy-connection',
  'http2-settings',
])

/** `text` is what stands before the empty line. No header may come twice. */
export function readHead(text: string): ReviewHead | undefined {
  const lines = text.split('\r\n')
  const target = requestLine.exec(lines[0]!)?.[1]
  if (target === undefined) return undefined
  const headers: Record<string, readonly string[]> = Object.create(null) as Record<string, readonly string[]>
  for (let index = 1; index < lines.length; index++) {
    const [, written, value] = headerLine.exec(lines[index]!) ?? []
    if (written === undefined || value === undefined) return undefined
    const name = written.toLowerCase()
    if (leftToHttp.has(name) || headers[name] !== undefined) return undefined
    headers[name] = [trimBlanks(value)]
  }
  const [host, length, connection] = ['host', 'content-length', 'connection'].map(
    (name) => headers[name]?.[0],
  )
  if (host === undefined || !plainHost.test(host)) return undefined
  if (length === undefined || !/^\d{1,9}$/.test(length)) return undefined
  if (connection !== undefined && connection.toLowerCase() !== 'keep-alive') return undefined
  return { target, headers, length: Number(length) }
}

/** Other blanks than these two belong to a value. */
const trimBlanks = (value: string): string => value.replace(/^[ \t]+/, '').replace(/(?<![ \t])[ \t]+$/, '')
