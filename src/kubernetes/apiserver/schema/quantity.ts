/** Quantities of resources, such as `500m` and `1Gi`: read, and written in the one canonical form. */

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?)$/

const decimalSuffixes: readonly string[] = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binarySuffixes: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

export interface Quantity {
  /** In billionths, which is the smallest that there is. */
  readonly nanos: bigint
  readonly format: 'binary' | 'decimal' | 'exponent'
}

const billion = 1_000_000_000n

/** More digits than any amount has, before arithmetic on them takes long. */
const digitLimit = 64

export function parseQuantity(text: string): Quantity | undefined {
  const found = form.exec(text.trim())
  if (found === null) return undefined
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = found
  const digits = whole + fraction
  const power = Number(exponent?.slice(1) ?? 0)
  if (digits === '' || digits.length > digitLimit || Math.abs(power) > digitLimit) return undefined
  const binary = binarySuffixes.indexOf(suffix)
  const isBinary = binary > 0
  const decimal = exponent !== undefined || isBinary ? power : 3 * (decimalSuffixes.indexOf(suffix) - 3)
  const scaled = BigInt(digits) * (isBinary ? 1024n ** BigInt(binary) : 1n)
  const nanos = shift(scaled, decimal - fraction.length + 9)
  return {
    nanos: sign === '-' ? -nanos : nanos,
    format: exponent !== undefined ? 'exponent' : isBinary ? 'binary' : 'decimal',
  }
}

/** What is too small for billionths is rounded up: who asks for something gets something. */
function shift(digits: bigint, power: number): bigint {
  if (power >= 0) return digits * 10n ** BigInt(power)
  const divisor = 10n ** BigInt(-power)
  return (digits + divisor - 1n) / divisor
}

export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0'
  const absolute = nanos < 0n ? -nanos : nanos
  const sign = nanos < 0n ? '-' : ''
  if (format === 'binary' && absolute >= 1024n * billion && absolute % billion === 0n)
    return sign + withBinarySuffix(absolute / billion)
  return sign + withDecimalSuffix(absolute, format === 'exponent')
}

function withBinarySuffix(value: bigint): string {
  let number = value
  let step = 0
  for (; number % 1024n === 0n && step < binarySuffixes.length - 1; step++) number /= 1024n
  return `${number}${binarySuffixes[step]}`
}

function withDecimalSuffix(nanos: bigint, exponent: boolean): string {
  let number = nanos
  let step = 0
  for (; number % 1000n === 0n && step < decimalSuffixes.length - 1; step++) number /= 1000n
  const power = (step - 3) * 3
  return exponent ? `${number}${power === 0 ? '' : `e${power}`}` : `${number}${decimalSuffixes[step]}`
}

/** The canonical form of what may be a quantity, undefined of what is none. */
export function canonicalQuantity(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  const quantity = typeof text === 'string' ? parseQuantity(text) : undefined
  return quantity === undefined ? undefined : formatQuantity(quantity)
}
