/** Time and chance, which are handed in and never taken from the air. */

/** The present moment in milliseconds since the Unix epoch. */
export type Clock = () => number

/** `length` unpredictable bytes. */
export type Random = (length: number) => Uint8Array

/**
 * A moment as AWS writes it, such as `2026-11-21T12:00:00Z`. The text of the last day is remembered: every call writes
 * several moments, nearly all of the same day, and Date's own writing costs ten times as much.
 */
export function isoSeconds(milliseconds: number): string {
  const seconds = toUnixSeconds(milliseconds)
  const day = Math.floor(seconds / 86_400)
  if (day !== lastDay.day)
    lastDay = { day, text: new Date(day * 86_400_000).toISOString().slice(0, -'00:00:00.000Z'.length) }
  const second = seconds - day * 86_400
  const minute = Math.floor(second / 60)
  return `${lastDay.text}${pair(Math.floor(minute / 60))}:${pair(minute % 60)}:${pair(second % 60)}Z`
}

let lastDay = { day: NaN, text: '' }

const pairs = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))
const pair = (number: number): string => pairs[number]!

/** Whole seconds since the Unix epoch, as JWT and AWS dates count. */
export const toUnixSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)
