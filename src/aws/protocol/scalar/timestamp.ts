/** Reads and writes moments in the forms that AWS's protocols use. */
import type { TimestampFormat } from '../model/shape.ts'

const epoch = /^[+-]?\d{1,15}(\.\d{1,9})?([eE]\+?\d{1,2})?$/
const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/
const rfc822 = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}(\.\d{1,9})? GMT$/

/** Takes any of the three forms, as clients differ; undefined when it is none of them. */
export function parseTimestamp(text: string): Date | undefined {
  if (epoch.test(text)) return fromSeconds(Number(text))
  if (iso8601.test(text) || rfc822.test(text)) return validDate(Date.parse(text))
  return undefined
}

export const fromSeconds = (seconds: number): Date | undefined => validDate(Math.round(seconds * 1000))

function validDate(milliseconds: number): Date | undefined {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? undefined : date
}

export const toSeconds = (date: Date): number => date.getTime() / 1000

export const formatTimestamp: Readonly<Record<TimestampFormat, (date: Date) => string>> = {
  /** Whole seconds, as the query protocol writes them; a fraction stays when there is one. */
  iso8601: (date) => date.toISOString().replace('.000Z', 'Z'),
  unixTimestamp: (date) => String(toSeconds(date)),
  rfc822: (date) => date.toUTCString(),
}
