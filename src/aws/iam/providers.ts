/** OIDC providers: the checks of what they are made of, and changes to them. */
import type { Reader, Transaction } from '../../store/index.ts'
import { AwsError, type Call } from '../protocol/index.ts'
import { requireProviderArn } from './arns.ts'
import { invalidInput, providerNotFound, quotaExceeded } from './errors.ts'
import { providerKey } from './keys.ts'
import type { ProviderRecord } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { quotas } from './quotas.ts'
import { findProviderRecord, partitionOf } from './store.ts'

export interface ProviderInput {
  readonly OpenIDConnectProviderArn: string
}

export function requireProvider(
  from: Reader,
  account: string,
  text: string,
  notFound: (arn: string) => AwsError = providerNotFound,
): ProviderRecord {
  const arn = requireProviderArn(text, partitionOf(from, account))
  const provider = arn.account === account ? findProviderRecord(from, account, arn.url) : undefined
  if (provider === undefined) throw notFound(text)
  return provider
}

export const putProvider = (txn: Transaction, provider: ProviderRecord): void =>
  txn.put(providerKey(provider.account, provider.url), provider)

export async function changeProvider(
  needs: IamNeeds,
  call: Call,
  input: ProviderInput,
  change: (provider: ProviderRecord) => ProviderRecord,
): Promise<void> {
  await needs.store.write((txn) =>
    putProvider(txn, change(requireProvider(txn, call.account, input.OpenIDConnectProviderArn))),
  )
}

/** The client ids, each once. */
export function checkClientIds(clientIds: readonly string[]): readonly string[] {
  const unique = [...new Set(clientIds)]
  if (unique.length > quotas.ClientIdsPerOpenIdConnectProvider)
    throw quotaExceeded('ClientIdsPerOpenIdConnectProvider')
  return unique
}

/** The thumbprints in lower case, as AWS keeps them. */
export function checkThumbprints(thumbprints: readonly string[]): readonly string[] {
  // AWS's text says "fewer than 5", yet five are taken.
  if (thumbprints.length > quotas.ThumbprintsPerOpenIdConnectProvider)
    throw invalidInput(
      `Thumbprint list must contain fewer than ${quotas.ThumbprintsPerOpenIdConnectProvider} entries.`,
    )
  for (const thumbprint of thumbprints) {
    if (thumbprint.length !== 40) throw invalidInput('Thumbprint must be exactly 40 characters.')
    if (!/^[0-9a-f]+$/i.test(thumbprint)) throw invalidInput('Thumbprint must consist of hexadecimal digits.')
  }
  return thumbprints.map((thumbprint) => thumbprint.toLowerCase())
}

/** What the issuer's server shows, for a provider that is made without thumbprints. */
export async function fetchThumbprint(needs: IamNeeds, url: string): Promise<string> {
  try {
    return (await needs.thumbprintOf(url)).toLowerCase()
  } catch (cause) {
    const message = `Could not connect to ${url}`
    throw new AwsError({ code: 'OpenIdIdpCommunicationError', message, cause })
  }
}
