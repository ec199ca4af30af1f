/** What a message in JSON holds. */

/** Undefined where the message is none; one that begins as text is not tried. */
export function readDocument(message: string): unknown {
  if (!/^\s*[[{]/.test(message)) return undefined
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}
