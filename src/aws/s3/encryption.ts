/**
 * Encryption at rest as clients see it: S3 encrypts every object with keys of its own and says so in each answer. The
 * bytes here lie on the disk as they are, which docs/divergences.md tells.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
 */
import { malformedXml, notImplemented } from './errors.ts'

/** The only mode that needs no key of the client's. */
export const encryption = { ServerSideEncryption: 'AES256' } as const

/** As AWS answers for a bucket, whether or not anybody configured it. */
export const encryptionConfiguration = (said: BucketEncryption = { BucketKeyEnabled: false }) => ({
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, ...said }],
})

/** Throws for the modes whose keys would have to come from elsewhere. */
export function requireEncryption(mode: unknown): void {
  if (mode !== undefined && mode !== encryption.ServerSideEncryption)
    throw notImplemented('x-amz-server-side-encryption')
}

export interface EncryptionRule {
  readonly ApplyServerSideEncryptionByDefault?: {
    readonly SSEAlgorithm: string
    readonly KMSMasterKeyID?: string
  }
  readonly BucketKeyEnabled?: boolean
  /** Objects encrypted by keys of clients are never taken, whether or not they are blocked. */
  readonly BlockedEncryptionTypes?: { readonly EncryptionType?: readonly string[] }
}

/** What a bucket may say of its encryption beside the mode; for mode AES256 none of it changes anything. */
export interface BucketEncryption {
  readonly BucketKeyEnabled: boolean
  readonly BlockedEncryptionTypes?: { readonly EncryptionType: readonly string[] }
}

/** Throws for a rule that would say something else than what holds for every bucket. */
export function acceptEncryption(rules: readonly EncryptionRule[]): BucketEncryption {
  const [rule] = rules
  if (rule === undefined || rules.length > 1) throw malformedXml()
  const { ApplyServerSideEncryptionByDefault: mode, BucketKeyEnabled = false, ...others } = rule
  requireEncryption(mode?.SSEAlgorithm)
  if (mode?.KMSMasterKeyID !== undefined) throw notImplemented('KMSMasterKeyID')
  const blocked = others.BlockedEncryptionTypes?.EncryptionType
  return {
    BucketKeyEnabled,
    ...(blocked !== undefined && { BlockedEncryptionTypes: { EncryptionType: blocked } }),
  }
}
