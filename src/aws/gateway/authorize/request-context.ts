/** The condition keys that say how a call came. */
import { isoSeconds, toUnixSeconds } from '../../../kit/index.ts'
import type { Call } from '../../protocol/index.ts'

/** How a call came. */
export type RequestFacts = Pick<Call, 'now' | 'region' | 'sourceIp' | 'userAgent' | 'secureTransport'>

/** Put one by one into the map that they end in, because this is on the way of nearly every call. */
export function putRequestKeys(keys: Map<string, readonly string[]>, facts: RequestFacts): void {
  const { now, region, sourceIp, userAgent, secureTransport } = facts
  keys.set('aws:sourceip', [sourceIp])
  if (userAgent !== '') keys.set('aws:useragent', [userAgent])
  keys.set('aws:securetransport', secureTransport ? yes : no)
  keys.set('aws:currenttime', [isoSeconds(now)])
  keys.set('aws:epochtime', [String(toUnixSeconds(now))])
  keys.set('aws:requestedregion', [region])
  keys.set('aws:viaawsservice', no)
}

export const yes: readonly string[] = ['true']
export const no: readonly string[] = ['false']

/** An IPv4 client of a dual-stack socket is an IPv4 address to policies. */
export const sourceIpOf = (address: string): string =>
  address.startsWith('::ffff:') ? address.replace(/^::ffff:(?=\d+\.)/, '') : address
