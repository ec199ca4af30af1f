/** S3 as CloudTrail reaches it: as the service `cloudtrail.amazonaws.com`, decided by the same policies as any other call. */
import { partitionOf } from '../arn/index.ts'
import type { TrailBuckets, TrailObject } from '../aws/cloudtrail/index.ts'
import { type AccountFacts, contextOfCall, policyRequest } from '../aws/gateway/index.ts'
import {
  type Authorization,
  AwsError,
  type Call,
  type Caller,
  type Operation,
  type ServiceDefinition,
} from '../aws/protocol/index.ts'
import { type Clock, newUuid, type Random } from '../kit/index.ts'
import { contextOf, decide } from '../policy/index.ts'

export interface TrailBucketsNeeds {
  readonly s3: ServiceDefinition
  readonly accounts: AccountFacts
  readonly clock: Clock
  readonly random: Random
}

const cloudtrail = 'cloudtrail.amazonaws.com'

/** What CloudTrail says with each object, and bucket policies for it ask for. */
const acl = { ACL: 'bucket-owner-full-control' }

export function createTrailBuckets(needs: TrailBucketsNeeds): TrailBuckets {
  const check = (object: TrailObject): Promise<void> =>
    inRegionOf(object, async (region) => {
      const { bucket: Bucket, key: Key } = object
      await authorize(needs, 'GetBucketAcl', { Bucket }, callFor(needs, object, 'GetBucketAcl', region))
      await authorize(
        needs,
        'PutObject',
        { Bucket, Key, ...acl },
        callFor(needs, object, 'PutObject', region),
      )
    })
  const put = ({ body, metadata, ...object }: Parameters<TrailBuckets['put']>[0]): Promise<void> =>
    inRegionOf(object, async (region) => {
      const call = callFor(needs, object, 'PutObject', region)
      const input = {
        Bucket: object.bucket,
        Key: object.key,
        Body: body,
        ContentType: 'application/json',
        ContentEncoding: 'gzip',
        Metadata: metadata,
        ...acl,
      }
      await authorize(needs, 'PutObject', input, call)
      await operationOf(needs, 'PutObject').invoke(input, call)
    })
  return { check, put }
}

/** A bucket may lie in another region than the trail: S3 says which, as it tells every client. */
async function inRegionOf({ region }: TrailObject, act: (region: string) => Promise<void>): Promise<void> {
  try {
    await act(region)
  } catch (error) {
    const other = error instanceof AwsError ? error.fields['Region'] : undefined
    if (other === undefined || other === region) throw error
    await act(other)
  }
}

const operationOf = ({ s3 }: TrailBucketsNeeds, name: string): Operation<object> =>
  s3.operations[name] as Operation<object>

async function authorize(
  needs: TrailBucketsNeeds,
  operation: string,
  input: object,
  call: Call,
): Promise<void> {
  const declared = operationOf(needs, operation).authorize
  if (typeof declared !== 'function') return
  for (const asked of await declared(input, call)) decideOn(needs, asked, call)
}

function decideOn({ accounts }: TrailBucketsNeeds, asked: Authorization, call: Call): void {
  const decision = decide(policyRequest(call, asked, accounts))
  if (decision.effect === 'allow') return
  throw (
    asked.refuse?.(decision) ??
    new AwsError({ code: 'AccessDenied', status: 403, message: 'Access Denied', because: decision })
  )
}

function callFor(
  { clock, random }: TrailBucketsNeeds,
  { trail, account }: TrailObject,
  operation: string,
  region: string,
): Call {
  const caller: Caller = {
    principal: { kind: 'service', name: cloudtrail },
    userId: cloudtrail,
    // By which bucket policies tell one trail's deliveries from another's.
    context: contextOf({ 'aws:SourceArn': trail, 'aws:SourceAccount': account }),
    policies: { identity: [] },
  }
  const facts = {
    now: clock(),
    region,
    sourceIp: cloudtrail,
    userAgent: cloudtrail,
    secureTransport: true,
  }
  return {
    ...facts,
    requestId: newUuid(random),
    service: 's3',
    operation,
    partition: partitionOf(region),
    account,
    caller,
    endpoint: '',
    context: contextOfCall(facts, caller, undefined),
    signal: new AbortController().signal,
    notes: { checks: [], resources: [], additionalEventData: {} },
  }
}
