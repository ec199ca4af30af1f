/** The S3 service: its operations by name, and the bytes of its objects. */
import type { ServiceDefinition } from '../protocol/index.ts'
import { openBlobs } from './blobs/blob-store.ts'
import { factsOfResource } from './facts-of-resource.ts'
import type { ObjectDocument, PartDocument, Version } from './model.ts'
import type { S3, S3Needs } from './needs.ts'
import { runLifecycle } from './lifecycle/run-lifecycle.ts'
import { checkBody } from './checksum/check-body.ts'
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts'
import { getBucketAcl, getObjectAcl, putBucketAcl } from './operations/bucket-acl.ts'
import {
  deleteBucketEncryption,
  getBucketEncryption,
  putBucketEncryption,
} from './operations/bucket-encryption.ts'
import {
  deleteBucketLifecycle,
  getBucketLifecycleConfiguration,
  putBucketLifecycleConfiguration,
} from './operations/bucket-lifecycle.ts'
import {
  deleteBucketOwnershipControls,
  getBucketOwnershipControls,
  putBucketOwnershipControls,
} from './operations/bucket-ownership-controls.ts'
import { deleteBucketPolicy, getBucketPolicy, putBucketPolicy } from './operations/bucket-policy.ts'
import { deleteBucketTagging, getBucketTagging, putBucketTagging } from './operations/bucket-tagging.ts'
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts'
import { copyObject } from './operations/copy-object.ts'
import { createBucket } from './operations/create-bucket.ts'
import { createMultipartUpload } from './operations/create-multipart-upload.ts'
import { deleteBucket } from './operations/delete-bucket.ts'
import { deleteObject } from './operations/delete-object.ts'
import { deleteObjects } from './operations/delete-objects.ts'
import { getBucketLocation } from './operations/get-bucket-location.ts'
import { getObjectAttributes } from './operations/get-object-attributes.ts'
import { getObject } from './operations/get-object.ts'
import { headBucket } from './operations/head-bucket.ts'
import { headObject } from './operations/head-object.ts'
import { listBuckets } from './operations/list-buckets.ts'
import { listMultipartUploads } from './operations/list-multipart-uploads.ts'
import { listObjectVersions } from './operations/list-object-versions.ts'
import { listObjects } from './operations/list-objects.ts'
import { listObjectsV2 } from './operations/list-objects-v2.ts'
import { listParts } from './operations/list-parts.ts'
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './operations/object-tagging.ts'
import {
  deletePublicAccessBlock,
  getBucketPolicyStatus,
  getPublicAccessBlock,
  putPublicAccessBlock,
} from './operations/public-access-block.ts'
import { putObject } from './operations/put-object.ts'
import { getBucketVersioning, putBucketVersioning } from './operations/bucket-versioning.ts'
import { unconfigured } from './operations/unconfigured.ts'
import { uploadPartCopy } from './operations/upload-part-copy.ts'
import { uploadPart } from './operations/upload-part.ts'

export interface S3Service {
  readonly service: ServiceDefinition
  /** What S3 would bring to the decision of a call on a bucket or object; undefined where there is no such bucket. */
  readonly factsOfResource: (
    asked: Parameters<typeof factsOfResource>[1],
  ) => ReturnType<typeof factsOfResource>
  /** Ends what the lifecycle rules of buckets have made due by then. */
  readonly runLifecycle: (now: number, signal: AbortSignal) => Promise<void>
  /** Resolves when what an earlier run left half done is deleted from the disk; calls need not wait for it. */
  readonly cleared: Promise<void>
}

export function createS3(needs: S3Needs): S3Service {
  const s3: S3 = { ...needs, blobs: openBlobs(needs) }
  return {
    service: { model: 's3', operations: operationsOf(s3), checkBody },
    factsOfResource: (asked) => factsOfResource(needs, asked),
    runLifecycle: (now, signal) => runLifecycle(s3, now, signal),
    cleared: clearLeftovers(s3).catch(needs.onFault),
  }
}

const operationsOf = (s3: S3): ServiceDefinition['operations'] => ({
  ...unconfigured(s3),
  AbortMultipartUpload: abortMultipartUpload(s3),
  CompleteMultipartUpload: completeMultipartUpload(s3),
  CopyObject: copyObject(s3),
  CreateBucket: createBucket(s3),
  CreateMultipartUpload: createMultipartUpload(s3),
  DeleteBucket: deleteBucket(s3),
  DeleteBucketEncryption: deleteBucketEncryption(s3),
  DeleteBucketLifecycle: deleteBucketLifecycle(s3),
  DeleteBucketOwnershipControls: deleteBucketOwnershipControls(s3),
  DeleteBucketPolicy: deleteBucketPolicy(s3),
  DeleteBucketTagging: deleteBucketTagging(s3),
  DeleteObject: deleteObject(s3),
  DeleteObjectTagging: deleteObjectTagging(s3),
  DeleteObjects: deleteObjects(s3),
  DeletePublicAccessBlock: deletePublicAccessBlock(s3),
  GetBucketAcl: getBucketAcl(s3),
  GetBucketEncryption: getBucketEncryption(s3),
  GetBucketLifecycleConfiguration: getBucketLifecycleConfiguration(s3),
  GetBucketLocation: getBucketLocation(s3),
  GetBucketOwnershipControls: getBucketOwnershipControls(s3),
  GetBucketPolicy: getBucketPolicy(s3),
  GetBucketPolicyStatus: getBucketPolicyStatus(s3),
  GetBucketTagging: getBucketTagging(s3),
  GetBucketVersioning: getBucketVersioning(s3),
  GetObject: getObject(s3),
  GetObjectAcl: getObjectAcl(s3),
  GetObjectAttributes: getObjectAttributes(s3),
  GetObjectTagging: getObjectTagging(s3),
  GetPublicAccessBlock: getPublicAccessBlock(s3),
  HeadBucket: headBucket(s3),
  HeadObject: headObject(s3),
  ListBuckets: listBuckets(s3),
  ListMultipartUploads: listMultipartUploads(s3),
  ListObjectVersions: listObjectVersions(s3),
  ListObjects: listObjects(s3),
  ListObjectsV2: listObjectsV2(s3),
  ListParts: listParts(s3),
  PutBucketAcl: putBucketAcl(s3),
  PutBucketEncryption: putBucketEncryption(s3),
  PutBucketLifecycleConfiguration: putBucketLifecycleConfiguration(s3),
  PutBucketOwnershipControls: putBucketOwnershipControls(s3),
  PutBucketPolicy: putBucketPolicy(s3),
  PutBucketTagging: putBucketTagging(s3),
  PutBucketVersioning: putBucketVersioning(s3),
  PutObject: putObject(s3),
  PutObjectTagging: putObjectTagging(s3),
  PutPublicAccessBlock: putPublicAccessBlock(s3),
  UploadPart: uploadPart(s3),
  UploadPartCopy: uploadPartCopy(s3),
})

/** Deletes the blobs that no object and no part names. */
async function clearLeftovers({ store, blobs }: S3): Promise<void> {
  const documents = [
    ...store.list<ObjectDocument>('s3/object/'),
    ...store.list<Version>('s3/version/'),
    ...store.list<PartDocument>('s3/part/'),
  ]
  const segments = documents.flatMap(({ value }) => ('segments' in value ? value.segments : []))
  await blobs.clear(new Set(segments.map((segment) => segment.blob)))
}
