/** Types that read and write themselves in a way of their own: times, quantities, ports by number or name. */
import { canonicalQuantity } from './quantity.ts'

export type Coded =
  | { readonly ok: true; readonly value: unknown }
  /** In the words of Go's decoder. */
  | { readonly ok: false; readonly problem: string }

type Codec = (value: unknown) => Coded

const done = (value: unknown): Coded => ({ ok: true, value })
const refuse = (problem: string): Coded => ({ ok: false, problem })

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

/** To the second, or with six digits behind it. */
const time =
  (digits: 0 | 6): Codec =>
  (value) => {
    if (typeof value !== 'string') return refuse(mismatch(value, 'string'))
    const at = rfc3339.test(value) ? Date.parse(value) : Number.NaN
    const form = `2006-01-02T15:04:05${digits === 0 ? '' : '.000000'}Z07:00`
    const quoted = JSON.stringify(value)
    if (Number.isNaN(at))
      return refuse(`parsing time ${quoted} as "${form}": cannot parse ${quoted} as "2006"`)
    const whole = new Date(at).toISOString().slice(0, 19)
    if (digits === 0) return done(`${whole}Z`)
    const fraction = (/\.(\d+)/.exec(value)?.[1] ?? '').padEnd(digits, '0').slice(0, digits)
    return done(`${whole}.${fraction}Z`)
  }

const quantity: Codec = (value) => {
  const text = canonicalQuantity(value)
  return text === undefined
    ? refuse("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    : done(text)
}

const intOrString: Codec = (value) => {
  if (typeof value === 'string') return done(value)
  const fits = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31
  return fits ? done(value) : refuse(mismatch(value, typeof value === 'number' ? 'int32' : 'string'))
}

function mismatch(value: unknown, type: string): string {
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  const number = typeof value === 'number' && type !== 'string' ? ` ${value}` : ''
  return `json: cannot unmarshal ${kind}${number} into Go value of type ${type}`
}

export const ownCodecs: Readonly<Record<string, Codec>> = {
  'intstr.IntOrString': intOrString,
  'meta/v1.Duration': done,
  'meta/v1.FieldsV1': done,
  'meta/v1.MicroTime': time(6),
  'meta/v1.Time': time(0),
  'resource.Quantity': quantity,
  'runtime.RawExtension': done,
}

/** What a field of such a type is when nothing is said of it. */
export const ownZeros: Readonly<Record<string, unknown>> = {
  'intstr.IntOrString': 0,
  'meta/v1.Duration': '0s',
  'meta/v1.FieldsV1': null,
  'meta/v1.MicroTime': null,
  'meta/v1.Time': null,
  'resource.Quantity': '0',
  'runtime.RawExtension': null,
}
