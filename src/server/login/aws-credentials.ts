/** The credentials with which a tool of ours calls AWS: those that the AWS SDK finds. */
import type { SigningIdentity } from '../../sigv4/index.ts'

export type AwsCredentials = () => Promise<SigningIdentity>

/** How old a shared credentials file may be read, in milliseconds, where something else renews it. */
const rereadAfter = 60_000

/** `rotates`: the shared credentials file is all that is asked, and is read anew each minute. */
export async function openAwsCredentials(rotates = false): Promise<AwsCredentials> {
  const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
  if (!rotates) return fromNodeProviderChain()
  let kept: { readonly at: number; readonly identity: Promise<SigningIdentity> } | undefined
  return () => {
    if (kept === undefined || Date.now() - kept.at > rereadAfter)
      kept = { at: Date.now(), identity: fromIni({ ignoreCache: true })() }
    return kept.identity
  }
}
