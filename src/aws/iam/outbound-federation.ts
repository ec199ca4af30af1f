/** Whether an account's principals get tokens for the world outside, and the issuer that these tokens name. */
import { outboundIssuerId, outboundIssuerUrl } from '../../arn/index.ts'
import type { Reader } from '../../store/index.ts'
import { outboundIssuerKey } from './keys.ts'
import { findAccount } from './store.ts'

export interface OutboundIssuer {
  readonly url: string
  /** Tokens are given; those that were live on where they are not. */
  readonly enabled: boolean
}

/** Undefined for an account that never had one. */
export function findOutboundIssuer(from: Reader, account: string): OutboundIssuer | undefined {
  const kept = findAccount(from, account)?.outboundFederation
  return kept === undefined ? undefined : { url: outboundIssuerUrl(kept.issuerId), enabled: kept.enabled }
}

/** Whose issuer stands at a host. */
export function accountOfOutboundHost(from: Reader, host: string): string | undefined {
  const id = outboundIssuerId(host)
  return id === undefined
    ? undefined
    : from.get<{ readonly account: string }>(outboundIssuerKey(id))?.value.account
}
