/** IP address operators: addresses and CIDR ranges of both versions. */
import { plainComparison } from './comparison.ts'

/** An address as its 4 or 16 bytes. */
type Address = readonly number[]

interface Range {
  readonly address: Address
  readonly bits: number
}

export const ipAddress = plainComparison({ given: readAddress, asked: readRange, fits: isWithin })

function isWithin(address: Address, range: Range): boolean {
  if (address.length !== range.address.length) return false
  const whole = range.bits >> 3
  for (let index = 0; index < whole; index++) if (address[index] !== range.address[index]) return false
  const rest = range.bits & 7
  return rest === 0 || address[whole]! >> (8 - rest) === range.address[whole]! >> (8 - rest)
}

/** `10.0.0.0/8`, or an address alone. */
export function readRange(text: string): Range | undefined {
  const slash = text.indexOf('/')
  const address = readAddress(slash === -1 ? text : text.slice(0, slash))
  if (address === undefined) return undefined
  const most = address.length * 8
  if (slash === -1) return { address, bits: most }
  const prefix = text.slice(slash + 1)
  if (!/^\d{1,3}$/.test(prefix)) return undefined
  // ::ffff:10.0.0.0/104 is 10.0.0.0/8.
  const bits = Number(prefix) - (text.includes(':') && most === 32 ? 96 : 0)
  return bits >= 0 && bits <= most ? { address, bits } : undefined
}

/** IPv4 addresses in IPv6 form (`::ffff:10.0.0.1`) are read as the IPv4 address they are. */
export function readAddress(text: string): Address | undefined {
  if (!text.includes(':')) return readV4(text)
  const bytes = readV6(text)
  if (bytes === undefined) return undefined
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  return isMapped ? bytes.slice(12) : bytes
}

function readV4(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part))) return undefined
  const bytes = parts.map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

function readV6(text: string): Address | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half, index) => readGroups(half, index === halves.length - 1))
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined
  if (halves.length === 1) return head.length === 16 ? head : undefined
  const gap = 16 - head.length - tail!.length
  return gap >= 2 ? [...head, ...Array<number>(gap).fill(0), ...tail!] : undefined
}

/** Groups of up to four hex digits; the last one of the address may be an IPv4 address. */
function readGroups(text: string, atEnd: boolean): readonly number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [index, group] of groups.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16)
      bytes.push(value >> 8, value & 255)
      continue
    }
    const v4 = atEnd && index === groups.length - 1 ? readV4(group) : undefined
    if (v4 === undefined) return undefined
    bytes.push(...v4)
  }
  return bytes
}
