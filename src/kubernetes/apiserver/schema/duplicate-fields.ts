/** Finds members that a JSON text names twice in one object, which no parsed value shows any more. */

/** Paths such as `spec.containers[0].image`, in the order of the text, which must be valid JSON. */
export function findDuplicateFields(text: string): readonly string[] {
  const found: string[] = []
  const open: Frame[] = []
  let key: string | undefined
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    const frame = open.at(-1)
    if (token === '{' || token === '[') {
      open.push({ names: token === '{' ? new Set() : undefined, index: 0, path: placeIn(frame, key) })
      key = undefined
    } else if (token === '}' || token === ']') {
      open.pop()
      key = undefined
    } else if (token === ',') {
      if (frame !== undefined) frame.index++
      key = undefined
    } else if (frame?.names !== undefined && key === undefined) {
      key = JSON.parse(token) as string
      if (frame.names.has(key)) found.push(placeIn(frame, key))
      frame.names.add(key)
    }
  }
  return [...new Set(found)]
}

interface Frame {
  /** Of an object's members so far; lists have none. */
  readonly names: Set<string> | undefined
  index: number
  readonly path: string
}

function placeIn(frame: Frame | undefined, key = ''): string {
  if (frame === undefined) return ''
  if (frame.names === undefined) return `${frame.path}[${frame.index}]`
  return frame.path === '' ? key : `${frame.path}.${key}`
}
