/**
 * Encryption at rest as clients see it: S3 encrypts every object with keys of its own and says so in each answer. The
 * bytes here lie on the disk as they are, which docs/divergences.md tells.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
 */
import { notImplemented } from './errors.ts'

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
