/** What S3 asks of others; the wiring hands it over. */
import type { Random } from '../../kit/index.ts'
import type { Store } from '../../store/index.ts'
import type { BlobStore } from './blobs/blob-store.ts'

export interface S3Needs {
  readonly store: Store
  /** Where the bytes of objects are kept; made with mode 0700 if it is not there. Nobody else may write in it. */
  readonly directory: string
  readonly random: Random
  /**
   * Looks up a role or user that a bucket policy names: its unique id, `missing` when its account is one of ours and
   * has no such principal, `foreign` when the account is not ours.
   */
  readonly principalId: (arn: string) => { readonly id: string } | 'missing' | 'foreign'
  /** Told of faults that no call fails for, such as a file that cannot be deleted. */
  readonly onFault: (fault: unknown) => void
}

/** What the operations work with. */
export interface S3 extends S3Needs {
  readonly blobs: BlobStore
}
