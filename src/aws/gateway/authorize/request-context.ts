/** The condition keys that say how a call came. */
import type { ContextValue } from '../../../policy/index.ts'
import type { Passage } from '../passage.ts'

export function requestContext({ request, now, region }: Passage): Record<string, ContextValue | undefined> {
  const { headers, peer } = request
  return {
    'aws:sourceip': sourceIpOf(peer.address),
    'aws:useragent': headers['user-agent']?.[0],
    'aws:referer': headers['referer']?.[0],
    'aws:securetransport': peer.tls !== undefined,
    'aws:currenttime': new Date(now),
    'aws:epochtime': Math.floor(now / 1000),
    'aws:requestedregion': region,
    'aws:viaawsservice': false,
  }
}

/** An IPv4 client of a dual-stack socket is an IPv4 address to policies. */
export const sourceIpOf = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '')
