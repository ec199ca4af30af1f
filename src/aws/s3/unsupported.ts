/** Members that ask for what S3 does and Podpass does not: refused by name, never taken and forgotten. */
import type { Values } from '../protocol/index.ts'
import { requireEncryption } from './encryption.ts'
import { notImplemented } from './errors.ts'

const unsupported: Readonly<Record<string, string>> = {
  SSECustomerAlgorithm: 'x-amz-server-side-encryption-customer-algorithm',
  SSECustomerKey: 'x-amz-server-side-encryption-customer-key',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
  SSEKMSEncryptionContext: 'x-amz-server-side-encryption-context',
  BucketKeyEnabled: 'x-amz-server-side-encryption-bucket-key-enabled',
  CopySourceSSECustomerAlgorithm: 'x-amz-copy-source-server-side-encryption-customer-algorithm',
  CopySourceSSECustomerKey: 'x-amz-copy-source-server-side-encryption-customer-key',
  WebsiteRedirectLocation: 'x-amz-website-redirect-location',
  ObjectLockMode: 'x-amz-object-lock-mode',
  ObjectLockRetainUntilDate: 'x-amz-object-lock-retain-until-date',
  ObjectLockLegalHoldStatus: 'x-amz-object-lock-legal-hold',
  WriteOffsetBytes: 'x-amz-write-offset-bytes',
  MFA: 'x-amz-mfa',
  BypassGovernanceRetention: 'x-amz-bypass-governance-retention',
  IfMatchLastModifiedTime: 'x-amz-if-match-last-modified-time',
  IfMatchSize: 'x-amz-if-match-size',
}

/** Throws for the first member that cannot be honoured. */
export function refuseUnsupported(input: Values): void {
  for (const [member, header] of Object.entries(unsupported))
    if (input[member] !== undefined && input[member] !== false) throw notImplemented(header)
  requireEncryption(input['ServerSideEncryption'])
  const { StorageClass } = input
  if (StorageClass !== undefined && StorageClass !== 'STANDARD') throw notImplemented('x-amz-storage-class')
}
