/** The dates that requests are signed with: `YYYYMMDDTHHMMSSZ`. */

const basic = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/

export const formatAmzDate = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, '')

/** Milliseconds since the epoch, or undefined when the text is no such date. */
export function parseAmzDate(text: string): number | undefined {
  const parts = basic.exec(text)
  if (parts === null) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  // Date.UTC rolls the 31st of February over instead of refusing it.
  return formatAmzDate(time) === text ? time : undefined
}

/** A date header as RFC 9110 writes it, for clients that sign `Date` in place of `X-Amz-Date`. */
export function parseHttpDate(text: string): number | undefined {
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}
