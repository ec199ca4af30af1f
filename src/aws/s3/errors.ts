/** S3's errors, with the texts, codes, statuses and fields that AWS answers: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
import { AwsError, type AwsErrorFacts } from '../protocol/index.ts'

const error =
  (code: string, status: number, message: string) =>
  (fields: AwsErrorFacts['fields'] = {}): AwsError =>
    new AwsError({ code, status, message, fields })

const onBucket = (code: string, status: number, message: string) => {
  const make = error(code, status, message)
  return (bucket: string): AwsError => make({ BucketName: bucket })
}

export const accessDenied = error('AccessDenied', 403, 'Access Denied')

export const noSuchBucket = onBucket('NoSuchBucket', 404, 'The specified bucket does not exist')
export const invalidBucketName = onBucket('InvalidBucketName', 400, 'The specified bucket is not valid.')
export const bucketNotEmpty = onBucket('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty')
export const versionsLeft = onBucket(
  'BucketNotEmpty',
  409,
  'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
)
export const bucketAlreadyOwnedByYou = onBucket(
  'BucketAlreadyOwnedByYou',
  409,
  'Your previous request to create the named bucket succeeded and you already own it.',
)
export const bucketAlreadyExists = onBucket(
  'BucketAlreadyExists',
  409,
  'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
)
export const noSuchBucketPolicy = onBucket('NoSuchBucketPolicy', 404, 'The bucket policy does not exist')
export const noSuchTagSet = onBucket('NoSuchTagSet', 404, 'The TagSet does not exist')

export const noSuchKey = (key: string, headers: AwsErrorFacts['headers'] = {}): AwsError =>
  new AwsError({
    code: 'NoSuchKey',
    status: 404,
    message: 'The specified key does not exist.',
    fields: { Key: key },
    headers,
  })
export const noSuchVersion = (key: string, id: string): AwsError =>
  error('NoSuchVersion', 404, 'The specified version does not exist.')({ Key: key, VersionId: id })
export const noSuchUpload = (id: string): AwsError =>
  error(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  )({ UploadId: id })

/** What is no version id, or one in a bucket that never had versions. */
export const invalidVersionId = (id: string): AwsError =>
  invalidArgument('Invalid version id specified', 'versionId', id)

export const invalidArgument = (message: string, name: string, value: string): AwsError =>
  error('InvalidArgument', 400, message)({ ArgumentName: name, ArgumentValue: value })
export const invalidRequest = (message: string): AwsError => error('InvalidRequest', 400, message)()
export const malformedXml = error(
  'MalformedXML',
  400,
  'The XML you provided was not well-formed or did not validate against our published schema',
)

/** `condition` is the header's name, such as `If-Match`. */
export const preconditionFailed = (condition: string): AwsError =>
  error(
    'PreconditionFailed',
    412,
    'At least one of the pre-conditions you specified did not hold',
  )({ Condition: condition })

/** Has no body; a validator of the object goes along. */
export const notModified = (headers: Readonly<Record<string, string>>): AwsError =>
  new AwsError({ code: 'NotModified', status: 304, headers })

export const invalidRange = (requested: string, size: number): AwsError =>
  new AwsError({
    code: 'InvalidRange',
    status: 416,
    message: 'The requested range is not satisfiable',
    fields: { RangeRequested: requested, ActualObjectSize: String(size) },
    headers: { 'content-range': `bytes */${size}` },
  })
export const invalidPartNumber = (requested: number, count: number): AwsError =>
  error(
    'InvalidPartNumber',
    416,
    'The requested partnumber is not satisfiable',
  )({ PartNumberRequested: String(requested), ActualPartCount: String(count) })

export const entityTooLarge = (proposed: number, allowed: number): AwsError =>
  error(
    'EntityTooLarge',
    400,
    'Your proposed upload exceeds the maximum allowed size',
  )({ ProposedSize: String(proposed), MaxSizeAllowed: String(allowed) })

export const notImplemented = (what: string): AwsError =>
  error(
    'NotImplemented',
    400,
    'A header you provided implies functionality that is not implemented',
  )({
    Header: what,
  })
