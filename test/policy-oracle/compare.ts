/** Numbers, dates, addresses and bytes as condition operators compare them; undefined or false where a value is none. */

type Order = -1 | 0 | 1

const order = (a: bigint, b: bigint): Order => (a < b ? -1 : a > b ? 1 : 0)

/** Integers and decimals, compared digit by digit rather than as floating point. */
export function compareNumbers(a: string, b: string): Order | undefined {
  const left = decimalOf(a)
  const right = decimalOf(b)
  if (left === undefined || right === undefined) return undefined
  const places = Math.max(left.places, right.places)
  const scaled = (n: Decimal) => n.digits * 10n ** BigInt(places - n.places)
  return order(scaled(left), scaled(right))
}

interface Decimal {
  readonly digits: bigint
  readonly places: number
}

function decimalOf(text: string): Decimal | undefined {
  const found = /^([+-]?)(\d+)(?:\.(\d+))?$/u.exec(text)
  if (found === null) return undefined
  const [, sign, whole = '', fraction = ''] = found
  const digits = BigInt(whole + fraction)
  return { digits: sign === '-' ? -digits : digits, places: fraction.length }
}

export function compareDates(a: string, b: string): Order | undefined {
  const left = instantOf(a)
  const right = instantOf(b)
  if (left === undefined || right === undefined) return undefined
  return left < right ? -1 : left > right ? 1 : 0
}

/** The W3C's profile of ISO 8601 (year, month, day, minutes, seconds or a fraction of them) or seconds since 1970. */
const w3c = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/u

function instantOf(text: string): number | undefined {
  const found = w3c.exec(text)
  if (found === null) return /^\d+$/u.test(text) ? Number(text) * 1000 : undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00'] = found
  const fraction = Number(found[7] ?? '0')
  const parts = [Number(month), Number(day), Number(hour), Number(minute), Number(second)] as const
  const at = new Date(Date.UTC(Number(year), parts[0] - 1, parts[1], parts[2], parts[3], parts[4]))
  const isReal =
    at.getUTCMonth() + 1 === parts[0] &&
    at.getUTCDate() === parts[1] &&
    at.getUTCHours() === parts[2] &&
    at.getUTCMinutes() === parts[3] &&
    at.getUTCSeconds() === parts[4]
  if (!isReal) return undefined
  return at.getTime() + fraction * 1000 - offsetOf(found[8] ?? 'Z')
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000
}

/** An address in a range; a range without a prefix is one address. */
export function isInRange(address: string, range: string): boolean {
  const [network = '', prefix] = range.split('/')
  const wanted = bitsOf(network)
  const given = bitsOf(address)
  if (wanted === undefined || given?.length !== wanted.length) return false
  if (prefix === undefined) return given === wanted
  if (!/^\d{1,3}$/u.test(prefix) || Number(prefix) > wanted.length) return false
  return given.slice(0, Number(prefix)) === wanted.slice(0, Number(prefix))
}

/** An address written out as 32 or 128 ones and zeroes. */
function bitsOf(address: string): string | undefined {
  if (!address.includes(':')) return bitsOfFour(address)
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/u.exec(address)
  if (dotted !== null) {
    const four = bitsOfFour(dotted[2] ?? '')
    if (four === undefined) return undefined
    const words = [four.slice(0, 16), four.slice(16)].map((bits) => parseInt(bits, 2).toString(16))
    return bitsOf(`${dotted[1] ?? ''}${words.join(':')}`)
  }
  const halves = address.split('::')
  if (halves.length > 2) return undefined
  const [front = [], back = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - front.length - back.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const words = [...front, ...Array<string>(missing).fill('0'), ...back]
  if (!words.every((word) => /^[0-9a-f]{1,4}$/iu.test(word))) return undefined
  return words.map((word) => parseInt(word, 16).toString(2).padStart(16, '0')).join('')
}

function bitsOfFour(address: string): string | undefined {
  const parts = address.split('.')
  if (parts.length !== 4) return undefined
  if (!parts.every((part) => /^\d{1,3}$/u.test(part) && Number(part) < 256)) return undefined
  return parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('')
}

/** Both are written in base 64. */
export const sameBytes = (a: string, b: string) =>
  isBase64(a) && isBase64(b) && Buffer.from(a, 'base64').equals(Buffer.from(b, 'base64'))

const isBase64 = (text: string) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/u.test(text)
