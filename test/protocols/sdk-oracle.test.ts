/** The AWS SDK as an oracle: what it writes we must read, what we write it must read, for generated values. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { decodeInput, encodeOutput, loadModel, readForm, routeRest } from '../../src/aws/protocol/index.ts'
import type { OperationModel, StructureShape, Values, WireRequest } from '../../src/aws/protocol/index.ts'
import type { Shape } from '../../src/aws/protocol/model/shape.ts'
import { arbitraryStructure } from './arbitrary.ts'
import { createSdk } from './sdk.ts'

const oracles = [
  { model: 'sts', client: 'STSClient', load: () => import('@aws-sdk/client-sts'), runs: 8 },
  { model: 'iam', client: 'IAMClient', load: () => import('@aws-sdk/client-iam'), runs: 2 },
  { model: 'eks', client: 'EKSClient', load: () => import('@aws-sdk/client-eks'), runs: 3 },
  {
    model: 'cloudtrail',
    client: 'CloudTrailClient',
    load: () => import('@aws-sdk/client-cloudtrail'),
    runs: 2,
  },
  { model: 's3', client: 'S3Client', load: () => import('@aws-sdk/client-s3'), runs: 3 },
]

for (const { model: name, client, load, runs } of oracles)
  describe(`agrees with the AWS SDK on ${name}`, async () => {
    const module = (await load()) as unknown as Readonly<Record<string, unknown>>
    const call = createSdk(module, client)
    const model = loadModel(name)
    for (const operationName of model.operationNames) {
      const operation = model.operation(operationName)!
      const skip = skipOf(operation, module)
      it(`${operationName}: reads what it writes, writes what it reads`, { skip }, async () => {
        const property = fc.asyncProperty(
          inputsOf(operation),
          outputsOf(operation),
          async (input, output) => {
            const answer = encodeOutput(operation, output, { requestId: 'request-1' })
            const { request, outcome } = await call(operationName, input, answer)
            const [inputShape, outputShape] = [comparable(operation.input), comparable(operation.output)]
            assert.deepEqual(plain(inputShape, decode(operation, request)), plain(inputShape, input))
            if ('error' in outcome) throw outcome.error
            const read = await collected(operation, outcome.output)
            assert.deepEqual(plain(outputShape, read), plain(outputShape, output))
          },
        )
        await fc.assert(property, { numRuns: runs })
      })
    }
  })

function skipOf(operation: OperationModel, module: Readonly<Record<string, unknown>>): string | false {
  if (module[`${operation.name}Command`] === undefined) return 'the SDK does not have it'
  if (operation.eventStream) return 'event streams are not supported'
  return s3Skips[operation.name] ?? false
}

const s3Skips: Readonly<Record<string, string>> = {
  ListDirectoryBuckets: 'only its host tells it from ListBuckets',
  WriteGetObjectResponse: 'its token stands in the host',
}

const inputsOf = ({ input }: OperationModel): fc.Arbitrary<Record<string, unknown>> =>
  input === undefined ? fc.constant({}) : arbitraryStructure(comparable(input)!)

const outputsOf = ({ output }: OperationModel): fc.Arbitrary<Record<string, unknown>> =>
  output === undefined ? fc.constant({}) : arbitraryStructure(comparable(output)!)

/** What the SDK adds, hashes or checks by itself. */
const ownBusiness = /^(Checksum|Content(MD5|Length|Type)|Expires)|SSECustomerKey/

/** Without what the SDK does by itself; the body of S3 is always there. */
function comparable(shape: StructureShape | undefined): StructureShape | undefined {
  return (
    shape && {
      ...shape,
      members: shape.members
        .filter(({ name, location }) => location !== 'header' || !ownBusiness.test(name))
        .map((member) => (member.name === shape.payload ? { ...member, required: true } : member)),
    }
  )
}

function decode(operation: OperationModel, request: WireRequest): Values {
  switch (operation.service.metadata.protocol) {
    case 'query': {
      const form = readForm(request)
      assert.equal(form.first('Action'), operation.name)
      return decodeInput(operation, { ...request, form })
    }
    case 'json':
      return decodeInput(operation, request)
    default: {
      const route = routeRest(operation.service, request)
      assert.equal(route?.operation.name, operation.name)
      return decodeInput(operation, { ...request, labels: route.labels })
    }
  }
}

/** The SDK makes an empty map of headers that are not there. */
const isEmptyMap = (value: unknown): boolean =>
  typeof value === 'object' && !Array.isArray(value) && Object.keys(value as object).length === 0

/** A streamed body becomes its bytes. */
async function collected(operation: OperationModel, output: Values): Promise<Values> {
  const name = operation.output?.payload
  if (!operation.streamingOutput || name === undefined || output[name] === undefined) return output
  const body = output[name] as { transformToByteArray(): Promise<Uint8Array> }
  return { ...output, [name]: await body.transformToByteArray() }
}

/** The members that the model knows, bytes as base64 and moments as milliseconds. */
function plain(shape: Shape | undefined, value: unknown): unknown {
  if (shape === undefined) return undefined
  if (value === undefined || value === null) return undefined
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(
        shape.members
          .map((member) => [member.name, plain(member.shape, (value as Values)[member.name])] as const)
          .filter(([, item]) => item !== undefined && !isEmptyMap(item)),
      )
    case 'list':
      return (value as unknown[]).map((item) => plain(shape.member.shape, item))
    case 'map':
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, plain(shape.value.shape, item)]),
      )
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64')
    case 'timestamp':
      return (value as Date).getTime()
    case 'integer':
      // The SDK has S3's part number markers as strings.
      return Number(value)
    default:
      return value
  }
}
