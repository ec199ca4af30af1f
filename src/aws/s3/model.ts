/** The documents that S3 keeps in the store; the bytes of objects lie on the disk, in blobs. */
import type { ChecksumAlgorithm, ChecksumType } from './checksum/algorithm.ts'
import type { BucketEncryption } from './encryption.ts'
import type { LifecycleRule } from './lifecycle/rule.ts'

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface BucketDocument {
  readonly name: string
  readonly account: string
  readonly partition: string
  readonly region: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly policy?: BucketPolicy
  /** Absent until somebody sets it; never absent again. */
  readonly versioning?: 'Enabled' | 'Suspended'
  /** Absent where somebody deleted it, and from buckets of old. */
  readonly publicAccessBlock?: PublicAccessBlock
  readonly encryption?: BucketEncryption
  readonly lifecycle?: {
    readonly rules: readonly LifecycleRule[]
    /** Kept and told; no object changes its storage class. */
    readonly leastTransition: string
  }
  /** `BucketOwnerEnforced` where absent. */
  readonly ownership?: (typeof objectOwnerships)[number] | 'deleted'
  readonly tags?: readonly Tag[]
}

export const objectOwnerships = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

export interface BucketPolicy {
  /** As it was put. */
  readonly text: string
  /** The unique ids that its principals had when it was put, by ARN. */
  readonly principalIds: Readonly<Record<string, string>>
}

/** A run of an object's bytes, kept in a file of its own. */
export interface Segment {
  readonly blob: string
  readonly size: number
}

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm
  /** Base64; of a composite one without the count of parts. */
  readonly value: string
}

/** The headers that a client gives with an object and gets back with it. */
export interface ContentHeaders {
  readonly CacheControl?: string
  readonly ContentDisposition?: string
  readonly ContentEncoding?: string
  readonly ContentLanguage?: string
  readonly ContentType?: string
  readonly Expires?: string
}

/** What a client says of an object beside its bytes. */
export interface ObjectFacts {
  readonly headers: ContentHeaders
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
}

/** Which of its key's versions one is. */
export interface VersionPlace {
  /** Absent from the null version. */
  readonly versionId?: string
  /** Greater than that of all earlier versions of the key; zero where absent. */
  readonly order?: number
}

export interface DeleteMarker extends VersionPlace {
  readonly key: string
  readonly deleteMarker: true
  readonly modifiedAt: number
}

export type Version = ObjectDocument | DeleteMarker

export interface ObjectDocument extends ObjectFacts, VersionPlace {
  readonly key: string
  /** Without quotation marks. */
  readonly etag: string
  readonly size: number
  /** Milliseconds since the epoch, whole seconds: S3 tells no finer. */
  readonly modifiedAt: number
  readonly segments: readonly Segment[]
  readonly checksum?: Checksum & { readonly type: ChecksumType }
  /** Of an object that was uploaded in parts. */
  readonly parts?: readonly ObjectPart[]
}

export interface ObjectPart {
  readonly number: number
  readonly size: number
  readonly checksum?: Checksum
}

export interface UploadDocument extends ObjectFacts {
  readonly bucket: string
  readonly key: string
  readonly id: string
  readonly initiatedAt: number
  readonly initiator: { readonly ID: string; readonly DisplayName?: string }
  readonly checksum: {
    readonly algorithm: ChecksumAlgorithm
    readonly type: ChecksumType
    /** False where S3 chose it because the client named none. */
    readonly chosen: boolean
  }
}

export interface PartDocument {
  readonly number: number
  readonly etag: string
  readonly size: number
  readonly modifiedAt: number
  /** None for a part without bytes. */
  readonly segments: readonly Segment[]
  /** By the algorithm of the upload. */
  readonly checksum: Checksum
}
