/** Time and chance, which are handed in and never taken from the air. */

/** The present moment in milliseconds since the Unix epoch. */
export type Clock = () => number

/** `length` unpredictable bytes. */
export type Random = (length: number) => Uint8Array

/**
 * A moment as AWS writes it, such as `2026-11-21T12:00:00Z`. The last one is remembered, because the calls of a second
 * write the same text several times each.
 */
export function isoSeconds(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000)
  if (second !== lastSecond.second)
    lastSecond = { second, text: new Date(second * 1000).toISOString().replace(/\.\d+Z$/, 'Z') }
  return lastSecond.text
}

let lastSecond = { second: NaN, text: '' }

/** Whole seconds since the Unix epoch, as JWT and AWS dates count. */
export const toUnixSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)
