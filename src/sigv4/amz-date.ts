/** The dates that requests are signed with: `YYYYMMDDTHHMMSSZ`. */

const basic = /^[12]\d{3}[01]\d[0-3]\dT[0-2]\d[0-5]\d[0-5]\dZ$/

export const formatAmzDate = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, '')

/** Milliseconds since the epoch, or undefined when the text is no such date. */
export function parseAmzDate(text: string): number | undefined {
  if (!basic.test(text)) return undefined
  const digits = (from: number, to: number): number => Number(text.slice(from, to))
  const month = digits(4, 6)
  const day = digits(6, 8)
  const time = Date.UTC(digits(0, 4), month - 1, day, digits(9, 11), digits(11, 13), digits(13, 15))
  // Date.UTC rolls the 31st of February over instead of refusing it.
  const date = new Date(time)
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? time : undefined
}

/** A date header as RFC 9110 writes it, for clients that sign `Date` in place of `X-Amz-Date`. */
export function parseHttpDate(text: string): number | undefined {
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}
