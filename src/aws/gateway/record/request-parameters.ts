/** What a call asked for, without its secrets. */
import { type Member, type OperationModel, redactInput, type Values } from '../../protocol/index.ts'
import type { Passage, Service } from '../passage.ts'
import { bucketConfiguration } from './bucket-configuration.ts'
import { fitToRecord } from './fit-to-record.ts'

export function requestParameters(
  passage: Passage,
  { family, model }: Service,
  operation: OperationModel,
): unknown {
  if (family === 's3') return s3Parameters(passage)
  if (passage.input === undefined) return null
  const rest = family === 'rest-json' ? operation.input?.members : undefined
  const parameters = {
    ...redactInput(operation, passage.input, contents),
    ...passage.notes.requestParameters,
    ...(rest && namesInPath(rest, passage.input)),
  }
  const mask = family === 'rest-json' ? hidden : masks[model.name]
  const noted = {
    ...(fitToRecord(parameters) as object),
    ...(mask !== undefined && hiddenOnes(operation.input?.members ?? [], passage.input, mask)),
  }
  return Object.keys(noted).length === 0 ? null : noted
}

/** What clients store, which is nobody's to read in a trail: members of CloudWatch Logs. */
const contents = ['logEvents', 'logEventMessages']

type Members = readonly Member[]

/** REST services in JSON note what stands in the path by its name there, and as it was encoded. */
function namesInPath(members: Members, input: Values): Record<string, unknown> {
  const noted: Record<string, unknown> = {}
  for (const { name, location, locationName = name } of members) {
    const value = input[name]
    if (location !== 'uri' || typeof value !== 'string') continue
    noted[name] = undefined
    noted[locationName] = encodeURIComponent(value)
  }
  return noted
}

const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** Of the services that write something else in its place. */
const masks: Readonly<Record<string, string>> = { organizations: '****' }

/** They tell that there was something to hide. */
const hiddenOnes = (members: Members, input: Values, mask: string): Record<string, string> =>
  Object.fromEntries(
    members
      .filter(({ name, shape }) => shape.sensitive && input[name] !== undefined)
      .map(({ name }) => [lowerFirst(name), mask]),
  )

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

const ofSignature = /^x-amz-|^(x-id|AWSAccessKeyId|Signature|Expires)$/i

/** S3 notes the bucket, the key, the query as it came and what is set on a bucket. */
function s3Parameters({ query, wirePath, labels, host, input, operation }: Passage): unknown {
  const bucket = labels?.['Bucket']
  const key = labels?.['Key']
  const parameters: Record<string, unknown> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    if (!ofSignature.test(name) && Object.keys(parameters).length < 32) {
      parameters[name.slice(0, 128)] = value
    }
  }
  if (operation !== undefined && input !== undefined)
    Object.assign(parameters, bucketConfiguration(operation, input))
  if (operation?.name === 'PutBucketPolicy') parameters['bucketPolicy'] = readPolicy(input?.['Policy'])
  if (bucket !== undefined) parameters['bucketName'] = bucket
  if (key !== undefined && wirePath !== '/') parameters['key'] = key
  parameters['Host'] = host
  return fitToRecord(parameters)
}

/** As JSON, as it is in the trail; what is none was refused. */
function readPolicy(text: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown
  } catch {
    return undefined
  }
}
