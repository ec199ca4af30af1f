/** Which of two resourceVersions is the later one, where both are the decimal numbers that they are since Kubernetes began. */

/** Negative, zero or positive as `a` is before, at or after `b`; undefined when that cannot be told. */
export function compareVersions(a: string, b: string): number | undefined {
  if (a === b) return 0
  if (!decimal.test(a) || !decimal.test(b)) return undefined
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : 1
}

const decimal = /^[1-9]\d*$/
