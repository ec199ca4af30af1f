/** A few operations of services on the real models, which note who calls them. */
import { hash } from 'node:crypto'
import type { CompiledPolicy } from '../../policy/index.ts'
import { AwsError, type Call, type Operation, type ServiceDefinition } from '../protocol/index.ts'
import { account, now } from './callers.test-support.ts'

export interface NotedCall {
  readonly name: string
  readonly input: unknown
  readonly call: Call
}

type AnyInput = Readonly<Record<string, unknown>>

export function servicesFor(calls: NotedCall[], open: CompiledPolicy): readonly ServiceDefinition[] {
  const noted = (
    name: string,
    authorize: Operation<AnyInput>['authorize'],
    answer: (input: AnyInput, call: Call) => unknown = () => ({}),
  ): Operation<AnyInput> => ({
    authorize,
    invoke: async (input, call) => {
      calls.push({ name, input, call })
      return answer(input, call)
    },
  })
  const table = (
    operations: Readonly<Record<string, Operation<AnyInput>>>,
  ): ServiceDefinition['operations'] => operations
  const object =
    (action: string) =>
    ({ Bucket, Key }: AnyInput) => [
      {
        action,
        resource: `arn:aws:s3:::${String(Bucket)}/${String(Key)}`,
        resourceAccount: account,
        ...(Bucket === 'open' && { resourcePolicy: open }),
      },
    ]
  const text = async function* (content: string): AsyncGenerator<Uint8Array> {
    yield Buffer.from(content)
  }
  return [
    {
      model: 'sts',
      operations: table({
        GetCallerIdentity: noted('GetCallerIdentity', { exempt: 'test' }, (_, { caller, account: of }) => ({
          UserId: caller.userId,
          Account: of,
          Arn: 'arn' in caller.principal ? caller.principal.arn : 'none',
        })),
        AssumeRoleWithWebIdentity: noted('AssumeRoleWithWebIdentity', { exempt: 'test' }, (input, call) => {
          if (input['WebIdentityToken'] === 'not-a-token') {
            call.notes.untrailed = 'AWS trails no verification key failures'
            call.notes.checks.push({ name: 'read token', passed: false, detail: 'it has no three parts' })
            throw new AwsError({ code: 'InvalidIdentityToken', message: 'no' })
          }
          call.notes.account = '210987654321'
          if (input['WebIdentityToken'] === 'a-token-that-breaks-us') throw new TypeError('secret detail')
          call.notes.userIdentity = { type: 'WebIdentityUser' }
          call.notes.responseElements = { credentials: { accessKeyId: 'ASIA', sessionToken: 'whole' } }
          return {
            Credentials: {
              AccessKeyId: 'ASIA',
              SecretAccessKey: 's',
              SessionToken: 't',
              Expiration: new Date(now),
            },
          }
        }),
        AssumeRole: noted('AssumeRole', (input) => [
          { action: 'sts:AssumeRole', resource: String(input['RoleArn']), denial: 'bare' },
        ]),
      }),
    },
    {
      model: 'iam',
      operations: table({
        CreateAccessKey: noted(
          'CreateAccessKey',
          () => [
            {
              action: 'iam:CreateAccessKey',
              resource: `arn:aws:iam::${account}:user/bob`,
              resourceLabel: 'user bob',
            },
          ],
          () => ({
            AccessKey: {
              UserName: 'bob',
              AccessKeyId: 'AKIABOB',
              Status: 'Active',
              SecretAccessKey: 'the-secret-of-bob',
              CreateDate: new Date(now),
            },
          }),
        ),
        GetRole: noted('GetRole', () => [
          { action: 'iam:GetRole', resource: `arn:aws:iam::${account}:role/app` },
        ]),
      }),
    },
    {
      model: 'eks',
      operations: table({
        DescribeCluster: noted(
          'DescribeCluster',
          ({ name }) => [
            {
              action: 'eks:DescribeCluster',
              resource: `arn:aws:eks:us-east-1:${account}:cluster/${String(name)}`,
            },
          ],
          ({ name }) => ({ cluster: { name } }),
        ),
      }),
    },
    {
      model: 'cloudtrail',
      operations: table({
        LookupEvents: noted(
          'LookupEvents',
          () => [{ action: 'cloudtrail:LookupEvents', resource: '*' }],
          () => ({
            Events: [],
          }),
        ),
      }),
    },
    {
      model: 's3',
      operations: table({
        ListBuckets: noted(
          'ListBuckets',
          () => [{ action: 's3:ListAllMyBuckets', resource: 'arn:aws:s3:::*' }],
          () => ({ Buckets: [{ Name: 'one', CreationDate: new Date(now) }], Owner: { ID: 'owner' } }),
        ),
        GetObject: noted('GetObject', object('s3:GetObject'), () => ({
          Body: text('content'),
          ContentLength: 7,
        })),
        HeadObject: noted('HeadObject', (input) =>
          object('s3:GetObject')(input).map((each) => ({
            ...each,
            refuse: () =>
              new AwsError({ code: 'NoSuchKey', status: 404, message: 'The specified key does not exist.' }),
          })),
        ),
        PutObject: noted('PutObject', object('s3:PutObject'), async ({ Body }) => {
          const pieces: Uint8Array[] = []
          for await (const piece of Body as AsyncIterable<Uint8Array>) pieces.push(piece)
          return { ETag: `"${hash('md5', Buffer.concat(pieces), 'hex')}"` }
        }),
        DeleteObjects: noted(
          'DeleteObjects',
          ({ Bucket }) => [{ action: 's3:DeleteObject', resource: `arn:aws:s3:::${String(Bucket)}/*` }],
          () => ({ Deleted: [{ Key: 'a' }] }),
        ),
        ListObjectsV2: noted('ListObjectsV2', ({ Bucket }) => [
          { action: 's3:ListBucket', resource: `arn:aws:s3:::${String(Bucket)}`, resourceAccount: account },
        ]),
      }),
    },
  ]
}
