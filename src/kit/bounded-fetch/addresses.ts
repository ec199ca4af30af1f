/** Which IP addresses a request that a stranger caused may reach: https://www.iana.org/assignments/iana-ipv4-special-registry */
import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** `private` ones are networks of one's own, which a configuration may allow; `never` ones lead to the machine's insides or nowhere. */
export type AddressKind = 'public' | 'private' | 'never'

export function kindOfAddress(address: string): AddressKind {
  if (isIPv4(address)) return kindOfIpv4(address)
  if (!isIPv6(address)) return 'never'
  const groups = groupsOf(address)
  const embedded = embeddedIpv4(groups)
  if (embedded !== undefined) return kindOfIpv4(embedded)
  if (privateIpv6.check(address, 'ipv6'))
    return neverWithinPrivate.check(address, 'ipv6') ? 'never' : 'private'
  // Only 2000::/3 is given out as global unicast.
  return groups[0]! >> 13 === 1 && !specialIpv6.check(address, 'ipv6') ? 'public' : 'never'
}

function kindOfIpv4(address: string): AddressKind {
  if (neverIpv4.check(address)) return 'never'
  return privateIpv4.check(address) ? 'private' : 'public'
}

const ipv4List = (...subnets: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList()
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix)
  return list
}

const ipv6List = (...subnets: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList()
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, 'ipv6')
  return list
}

const privateIpv4 = ipv4List(
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
)

/** Unspecified, link-local (where instance metadata is), protocol assignments, documentation, benchmarks, multicast, reserved, broadcast. */
const neverIpv4 = ipv4List(
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Instance metadata of Alibaba Cloud and of Oracle Cloud's older machines, both outside the link-local range.
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
)

const privateIpv6 = ipv6List(['::1', 128], ['fc00::', 7])

/** EC2's metadata, its DNS and its time service over IPv6, and Google Cloud's metadata, lie within the unique local range. */
const neverWithinPrivate = ipv6List(['fd00:ec2::', 32], ['fd20:ce::', 32])

/** Protocol assignments with Teredo, documentation, 6to4. */
const specialIpv6 = ipv6List(['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20])

/** The IPv4 address inside a mapped (::ffff:0:0/96) or NAT64 (64:ff9b::/96) one. */
function embeddedIpv4(groups: readonly number[]): string | undefined {
  const [a, b, c, d, e, f, high, low] = groups as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const mapped = (a | b | c | d | e) === 0 && f === 0xffff
  const translated = a === 0x64 && b === 0xff9b && (c | d | e | f) === 0
  return mapped || translated ? `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}` : undefined
}

/** The eight groups of an address that is known to be IPv6. */
function groupsOf(address: string): readonly number[] {
  const [plain] = address.split('%') as [string]
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1)
  const [head, tail] = canonical.split('::').map((half) => (half === '' ? [] : half.split(':')))
  const front = head ?? []
  const back = tail ?? []
  const gap = Array.from({ length: 8 - front.length - back.length }, () => '0')
  return [...front, ...gap, ...back].map((group) => Number.parseInt(group, 16))
}
