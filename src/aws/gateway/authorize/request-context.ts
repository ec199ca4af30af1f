/** The condition keys that say how a call came. */
import { isoSeconds, toUnixSeconds } from '../../../kit/index.ts'
import type { Passage } from '../passage.ts'

/** Put one by one into the map that they end in, because this is on the way of nearly every call. */
export function putRequestKeys(keys: Map<string, readonly string[]>, passage: Passage): void {
  const { request, now, region } = passage
  const { headers, peer } = request
  const agent = headers['user-agent']?.[0]
  const referer = headers['referer']?.[0]
  keys.set('aws:sourceip', [sourceIpOf(peer.address)])
  if (agent !== undefined) keys.set('aws:useragent', [agent])
  if (referer !== undefined) keys.set('aws:referer', [referer])
  keys.set('aws:securetransport', peer.tls === undefined ? no : yes)
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
