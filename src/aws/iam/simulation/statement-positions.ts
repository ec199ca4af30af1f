/** Where the statements of a policy stand in its text. */

export interface Position {
  readonly Line: number
  readonly Column: number
}

export interface Extent {
  readonly start: Position
  readonly end: Position
}

/** In their order; lines and columns count from 1. The text is known to be a policy. */
export function statementPositions(text: string): readonly Extent[] {
  const found: Extent[] = []
  const open: number[] = []
  let key = ''
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (character === '"') {
      const end = endOfString(text, at)
      if (open.length === 1) key = afterColon(text, at) ? key : text.slice(at + 1, end)
      at = end
    } else if (character === '{' || character === '[') open.push(at)
    else if (character === '}' || character === ']') {
      const start = open.pop()!
      const depth = text[open[1] ?? -1] === '[' ? 2 : 1
      if (key === 'Statement' && character === '}' && open.length === depth)
        found.push({ start: positionOf(text, start), end: positionOf(text, at + 1) })
    }
  }
  return found
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

/** Whether what begins here is a value, not a key. */
const afterColon = (text: string, at: number): boolean => text.slice(0, at).trimEnd().endsWith(':')

function positionOf(text: string, at: number): Position {
  const before = text.slice(0, at).split('\n')
  return { Line: before.length, Column: before.at(-1)!.length + 1 }
}
