/**
 * Encryption at rest as clients see it: S3 encrypts every object with keys of its own and says so in each answer. The
 * bytes here lie on the disk as they are, which docs/divergences.md tells.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
 */
import { malformedXml, notImplemented } from './errors.ts'

/** The only mode that needs no key of the client's. */
export const encryption = { ServerSideEncryption: 'AES256' } as const

/** What AWS answers for a bucket that nobody configured. */
export const encryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
} as const

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
}

/** Throws for a rule that would say something else than what holds for every bucket. */
export function requireDefaultEncryption(rules: readonly EncryptionRule[]): void {
  const [rule] = rules
  if (rule === undefined || rules.length > 1) throw malformedXml()
  const { ApplyServerSideEncryptionByDefault: mode, BucketKeyEnabled, ...others } = rule
  requireEncryption(mode?.SSEAlgorithm)
  if (mode?.KMSMasterKeyID !== undefined) throw notImplemented('KMSMasterKeyID')
  if (BucketKeyEnabled === true) throw notImplemented('BucketKeyEnabled')
  const [other] = Object.keys(others)
  if (other !== undefined) throw notImplemented(other)
}
