/** Which addresses of nodes are called: a node writes its own into its status, and may not point the API server at anything else. */
import { BlockList, isIP } from 'node:net'

const name = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/i

/** An IP address or a name, and nothing more than that. */
export const isHost = (address: string): boolean => isIP(address) !== 0 || name.test(address)

/** What belongs to no node: the metadata service and the rest of the link, groups, and no address at all. */
const outOfBounds = new BlockList()
outOfBounds.addSubnet('169.254.0.0', 16, 'ipv4')
outOfBounds.addSubnet('0.0.0.0', 8, 'ipv4')
outOfBounds.addSubnet('224.0.0.0', 3, 'ipv4')
outOfBounds.addSubnet('fe80::', 10, 'ipv6')
outOfBounds.addSubnet('ff00::', 8, 'ipv6')
outOfBounds.addAddress('::', 'ipv6')
outOfBounds.addAddress('fd00:ec2::254', 'ipv6')

/** Names count by what they are resolved to. */
export function isOutOfBounds(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && outOfBounds.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
