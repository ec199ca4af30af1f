/** Which parts of a JSON text are wanted; what a shape does not name is checked and passed over. */

export type Shape =
  /** As the parser gives it. */
  | { readonly kind: 'whole' }
  /** A text that begins in none of these ways is as good as an empty one. */
  | { readonly kind: 'text'; readonly starts: readonly string[]; readonly firsts: Uint8Array }
  /** An object in which this does not stand is as good as an empty one. */
  | { readonly kind: 'holding'; readonly text: Buffer }
  | { readonly kind: 'object'; readonly byLength: readonly (readonly Member[] | undefined)[] }
  | { readonly kind: 'list'; readonly item: Shape }

export interface Member {
  readonly name: string
  readonly bytes: Uint8Array
  readonly shape: Shape
}

export const whole: Shape = { kind: 'whole' }

export function textWith(starts: readonly string[]): Shape {
  const firsts = new Uint8Array(256)
  for (const start of starts) firsts[start.charCodeAt(0)] = 1
  return { kind: 'text', starts, firsts }
}

/** For maps of which few have a name that counts: one that begins so. */
export const withNames = (start: string): Shape => ({
  kind: 'holding',
  text: Buffer.from(JSON.stringify(start).slice(0, -1)),
})

export const list = (item: Shape): Shape => ({ kind: 'list', item })

/** No name that is wanted is as long. */
export const longestName = 64

/** Members are found by the length of their names first, because few have the same. */
export function object(members: Readonly<Record<string, Shape>>): Shape {
  const byLength: Member[][] = []
  for (const [name, shape] of Object.entries(members)) {
    const bytes = Buffer.from(name)
    ;(byLength[bytes.length] ??= []).push({ name, bytes, shape })
  }
  return { kind: 'object', byLength: Array.from({ length: longestName }, (_, at) => byLength[at]) }
}
