/** How long a response may be kept (RFC 9111 section 4.2), in seconds. */

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** Undefined when the response does not say; 0 when it must not be kept. `now` is in milliseconds. */
export function readCacheLifetime(headers: Headers, now: number): number | undefined {
  const control = one(headers['cache-control'])?.toLowerCase()
  if (control !== undefined && /(^|[\s,])(no-store|no-cache)($|[\s,=])/.test(control)) return 0
  const maxAge = control === undefined ? null : /(?:^|[\s,])max-age\s*=\s*"?(\d{1,10})/.exec(control)
  if (maxAge !== null) return Math.max(0, Number(maxAge[1]) - ageOf(headers))

  const expires = one(headers.expires)
  if (expires === undefined) return undefined
  const from = Date.parse(one(headers.date) ?? '')
  const until = Date.parse(expires)
  // RFC 9111 section 5.3: a date that cannot be read, `0` above all, lies in the past.
  if (Number.isNaN(until)) return 0
  return Math.max(0, Math.floor((until - (Number.isNaN(from) ? now : from)) / 1000) - ageOf(headers))
}

/** Seconds that the response has spent in caches on the way. */
function ageOf(headers: Headers): number {
  const age = one(headers.age)
  return age !== undefined && /^\d{1,10}$/.test(age) ? Number(age) : 0
}

const one = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'object' ? value.join(',') : value
