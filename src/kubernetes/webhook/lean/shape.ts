/** Which parts of a JSON text are wanted; what a shape does not name is checked and passed over. */

export type Kind =
  /** As the parser gives it. */
  | 'whole'
  /** A text that begins in none of the ways of `starts` is as good as an empty one. */
  | 'text'
  /** An object in which `text` does not stand is as good as an empty one. */
  | 'holding'
  | 'object'
  | 'list'

/** One form for all kinds, because code that meets several forms is slower. */
export interface Shape {
  readonly kind: Kind
  readonly starts: readonly string[]
  /** Which bytes a text may begin with that begins in one of those ways. */
  readonly firsts: Uint8Array
  readonly text: Buffer
  readonly byLength: readonly (readonly Member[] | undefined)[]
  readonly item: Shape | undefined
}

export interface Member {
  readonly name: string
  readonly bytes: Uint8Array
  readonly shape: Shape
}

const nothing = Buffer.alloc(0)

const make = (kind: Kind, more: Partial<Shape> = {}): Shape => ({
  kind,
  starts: more.starts ?? [],
  firsts: more.firsts ?? nothing,
  text: more.text ?? nothing,
  byLength: more.byLength ?? [],
  item: more.item,
})

export const whole: Shape = make('whole')

export function textWith(starts: readonly string[]): Shape {
  const firsts = new Uint8Array(256)
  for (const start of starts) firsts[start.charCodeAt(0)] = 1
  return make('text', { starts, firsts })
}

/** For maps of which few have a name that counts: one that begins so. */
export const withNames = (start: string): Shape =>
  make('holding', { text: Buffer.from(JSON.stringify(start).slice(0, -1)) })

export const list = (item: Shape): Shape => make('list', { item })

/** No name that is wanted is as long. */
export const longestName = 64

/** Members are found by the length of their names first, because few have the same. */
export function object(members: Readonly<Record<string, Shape>>): Shape {
  const byLength: Member[][] = []
  for (const [name, shape] of Object.entries(members)) {
    const bytes = Buffer.from(name)
    ;(byLength[bytes.length] ??= []).push({ name, bytes, shape })
  }
  return make('object', { byLength: Array.from({ length: longestName }, (_, at) => byLength[at]) })
}
