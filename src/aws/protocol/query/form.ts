/** Reads the parameters of a query protocol call, with bounds on what a client can make of them. */
import { AwsError } from '../errors.ts'
import type { WireRequest } from '../wire.ts'

export interface Form {
  /** The first value given for a name. */
  first(name: string): string | undefined
  /** The parameters as the tree that the dots in their names make. */
  readonly tree: FormNode
}

export interface FormNode {
  value?: string
  children?: Map<string, FormNode>
}

const maxParameters = 20_000
const maxDepth = 32

/** The query string and, behind it, a body that is a form. Throws AwsError for broken percent-encoding. */
export function readForm(request: Pick<WireRequest, 'query' | 'headers' | 'body'>): Form {
  const values = new Map<string, string>()
  addParameters(values, request.query)
  if (isForm(request.headers) && request.body instanceof Uint8Array)
    addParameters(
      values,
      Buffer.from(request.body.buffer, request.body.byteOffset, request.body.length).toString(),
    )
  return new ParsedForm(values)
}

const isForm = (headers: WireRequest['headers']): boolean =>
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type']?.[0] ?? '')

/** The first value on the wire wins. */
function addParameters(values: Map<string, string>, text: string): void {
  let start = 0
  while (start < text.length) {
    const end = indexOrEnd(text, '&', start)
    if (end > start) addParameter(values, text.slice(start, end))
    start = end + 1
  }
}

function addParameter(values: Map<string, string>, pair: string): void {
  const at = indexOrEnd(pair, '=', 0)
  const name = decodeComponent(pair.slice(0, at))
  if (values.has(name)) return
  if (values.size === maxParameters)
    throw new AwsError({ code: 'MalformedInput', message: 'too many parameters in the request' })
  values.set(name, decodeComponent(pair.slice(at + 1)))
}

const indexOrEnd = (text: string, mark: string, from: number): number => {
  const at = text.indexOf(mark, from)
  return at === -1 ? text.length : at
}

function decodeComponent(text: string): string {
  if (!/[%+]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    throw new AwsError({
      code: 'MalformedQueryString',
      status: 404,
      message: 'The query string contains a syntax error.',
      cause,
    })
  }
}

/** A class, because a getter in an object literal costs a hidden class each time, and keeps young objects alive by it. */
class ParsedForm implements Form {
  readonly #values: ReadonlyMap<string, string>
  #tree: FormNode | undefined

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values
  }

  first(name: string): string | undefined {
    return this.#values.get(name)
  }

  get tree(): FormNode {
    return (this.#tree ??= treeOf(this.#values))
  }
}

function treeOf(values: ReadonlyMap<string, string>): FormNode {
  const root: FormNode = {}
  for (const [name, value] of values) {
    const node = nodeAt(root, name)
    if (node !== undefined) node.value ??= value
  }
  return root
}

/** Undefined for a name nested deeper than any model goes: it is an unknown parameter, which AWS ignores. */
function nodeAt(root: FormNode, name: string): FormNode | undefined {
  const segments = name.split('.', maxDepth + 1)
  if (segments.length > maxDepth) return undefined
  let node = root
  for (const segment of segments) {
    node.children ??= new Map()
    let child = node.children.get(segment)
    if (child === undefined) node.children.set(segment, (child = {}))
    node = child
  }
  return node
}
