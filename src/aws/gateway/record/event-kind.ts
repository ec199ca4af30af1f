/** What sort of event a call makes. */
import type { OperationModel } from '../../protocol/index.ts'
import type { Service } from '../passage.ts'

const reading =
  /^(Get|List|Describe|Head|Lookup|Simulate|Search|Select|Check|Validate|Decode|Filter|Test|AssumeRole|Detect|Estimate|GenerateCredentialReport$|GenerateServiceLastAccessedDetails$)/

/** STS's exchanges count as reading in CloudTrail, but for this one. */
const notReading = 'GetFederationToken'

export const isReadOnly = (operation: string): boolean => operation !== notReading && reading.test(operation)

const ofBuckets: ReadonlySet<string> = new Set([
  'DeleteObjects',
  'HeadBucket',
  'ListObjects',
  'ListObjectsV2',
  'ListObjectVersions',
])

/** S3's calls on objects, which CloudTrail keeps apart from those that manage. */
export const isDataEvent = ({ name, requestUri }: OperationModel, { family }: Service): boolean =>
  family === 's3' && (requestUri.includes('{Key+}') || ofBuckets.has(name))
