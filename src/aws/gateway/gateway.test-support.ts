/** A gateway with a few tiny services on the real models, for tests: requests go in and answers come out, no port is opened. */
import { createHmac, hash } from 'node:crypto'
import type { HttpRequest, HttpResponse } from '../../kit/index.ts'
import { compilePolicy, parsePolicy, type CompiledPolicy } from '../../policy/index.ts'
import {
  presignRequest,
  type SigningIdentity,
  signRequest,
  stringToSignV2,
  unsignedPayload,
} from '../../sigv4/index.ts'
import {
  AwsError,
  type Call,
  type Caller,
  type Operation,
  type ServiceDefinition,
} from '../protocol/index.ts'
import { createGateway, type CredentialLookup, type DecisionRecord, type TrailEvent } from './index.ts'

export const now = Date.UTC(2026, 10, 21, 12)
export const account = '123456789012'

export interface SigningPlan {
  readonly as?: string
  readonly service?: string
  readonly region?: string
  readonly secondsAgo?: number
  readonly via?: 'header' | 'query' | 'query-v2'
  readonly expires?: number
  readonly secret?: string
  readonly token?: string
  readonly payloadHash?: string
  /** Replaces text in the Authorization header or the query once all is signed. */
  readonly replace?: Readonly<Record<string, string>>
}

export interface RequestPlan {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Added after signing. */
  readonly lateHeaders?: Readonly<Record<string, string>>
  readonly form?: Readonly<Record<string, string>>
  readonly body?: string
  readonly sign?: SigningPlan
  readonly tls?: boolean
}

export interface Answer {
  readonly status: number
  readonly headers: HttpResponse['headers']
  readonly body: string
  readonly code?: string
  readonly message?: string
}

export interface Observed {
  readonly events: TrailEvent[]
  readonly decisions: DecisionRecord[]
  readonly faults: unknown[]
  readonly calls: { readonly name: string; readonly input: unknown; readonly call: Call }[]
}

const secretOf = (accessKeyId: string): string => `secret of ${accessKeyId}`

export const keys: Readonly<Record<string, string>> = {
  root: 'AKIAROOT000000000000',
  alice: 'AKIAALICE00000000000',
  nobody: 'AKIANOBODY0000000000',
  session: 'ASIASESSION000000000',
  stranger: 'AKIASTRANGER00000000',
  gone: 'ASIAGONE000000000000',
  inactive: 'AKIAINACTIVE00000000',
  expired: 'ASIAEXPIRED000000000',
  malformed: 'ASIAMALFORMED0000000',
}

export function policy(...statements: readonly Record<string, unknown>[]): CompiledPolicy {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'identity')
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message)
  return compilePolicy(parsed.document, { name: 'test' })
}

const everything = policy({ Effect: 'Allow', Action: '*', Resource: '*' })

const user = (name: string, identity: readonly CompiledPolicy[], of = account): Caller => ({
  principal: {
    kind: 'user',
    partition: 'aws',
    account: of,
    arn: `arn:aws:iam::${of}:user/${name}`,
    id: `AIDA${name}`,
  },
  userId: `AIDA${name}`,
  accessKeyId: keys[name],
  context: new Map(),
  policies: { identity },
})

const session: Caller = {
  principal: {
    kind: 'role-session',
    partition: 'aws',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/app/botocore-session-1`,
    roleArn: `arn:aws:iam::${account}:role/team/app`,
    roleId: 'AROAAPP',
    sessionName: 'botocore-session-1',
  },
  userId: 'AROAAPP:botocore-session-1',
  accessKeyId: keys['session'],
  context: new Map(),
  policies: {
    identity: [
      policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
      policy({
        Effect: 'Allow',
        Action: 's3:ListAllMyBuckets',
        Resource: '*',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      }),
    ],
  },
  session: {
    issuedAt: now / 1000 - 60,
    expiresAt: now / 1000 + 3600,
    mfaAuthenticated: false,
    tags: { team: 'blue' },
    transitiveTagKeys: [],
    chained: false,
    issuer: {
      type: 'Role',
      principalId: 'AROAAPP',
      arn: `arn:aws:iam::${account}:role/team/app`,
      accountId: account,
      userName: 'app',
    },
    webIdentity: {
      federatedProvider: `arn:aws:iam::${account}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE`,
      attributes: { 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE:sub': 'system:serviceaccount:default:app' },
    },
  },
}

const callers: Readonly<Record<string, Caller>> = {
  root: {
    principal: { kind: 'root', partition: 'aws', account },
    userId: account,
    accessKeyId: keys['root'],
    context: new Map(),
    policies: { identity: [everything] },
  },
  alice: user('alice', [everything]),
  nobody: user('nobody', []),
  stranger: user('stranger', [everything], '210987654321'),
  session,
}

function findCredentials(accessKeyId: string, token: string | undefined): CredentialLookup {
  const name = Object.keys(keys).find((each) => keys[each] === accessKeyId)
  if (name === undefined) return { outcome: 'unknown-key' }
  if (name === 'inactive') return { outcome: 'inactive-key' }
  if (accessKeyId.startsWith('ASIA') && token === undefined) return { outcome: 'missing-token' }
  if (name === 'malformed') return { outcome: 'malformed-token' }
  if (accessKeyId.startsWith('ASIA') && token !== `token of ${name}`) return { outcome: 'mismatched-token' }
  if (name === 'expired') return { outcome: 'expired' }
  if (name === 'gone') return { outcome: 'principal-gone' }
  return { outcome: 'found', secretAccessKey: secretOf(accessKeyId), caller: callers[name]! }
}

type AnyInput = Readonly<Record<string, unknown>>

function servicesFor(calls: Observed['calls'], open: CompiledPolicy): readonly ServiceDefinition[] {
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

export function gatewayUnderTest(clock = (): number => now) {
  const observed: Observed = { events: [], decisions: [], faults: [], calls: [] }
  const parsed = parsePolicy(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' },
      ],
    }),
    'resource',
  )
  if (!parsed.ok) throw new Error('the open policy is none')
  let counter = 0
  const handler = createGateway({
    services: servicesFor(observed.calls, compilePolicy(parsed.document, { name: 'open' })),
    credentials: { find: findCredentials },
    trail: (event) => void observed.events.push(asWritten(event)),
    decisions: (record) => void observed.decisions.push(asWritten(record)),
    account,
    region: 'us-east-1',
    clock,
    random: (length) => Uint8Array.from({ length }, () => (counter = (counter + 1) % 256)),
    onFault: (fault) => void observed.faults.push(fault),
  })
  const send = async (plan: RequestPlan): Promise<Answer> => readAnswer(await handler(makeRequest(plan)))
  return { handler, observed, send }
}

export function makeRequest(plan: RequestPlan): HttpRequest {
  const { method = plan.form === undefined ? 'GET' : 'POST', path = '/', query = '', form, sign } = plan
  const body = Buffer.from(form === undefined ? (plan.body ?? '') : new URLSearchParams(form).toString())
  const headers: Record<string, readonly string[]> = { host: ['127.0.0.1:4566'], 'user-agent': ['test/1.0'] }
  if (form !== undefined) headers['content-type'] = ['application/x-www-form-urlencoded; charset=utf-8']
  if (body.length > 0) headers['content-length'] = [String(body.length)]
  for (const [name, value] of Object.entries(plan.headers ?? {})) headers[name] = [value]
  const signed =
    sign === undefined ? { headers, query } : signPlan({ method, path, query, headers }, body, sign)
  for (const [name, value] of Object.entries(plan.lateHeaders ?? {})) signed.headers[name] = [value]
  return {
    method,
    target: signed.query === '' ? path : `${path}?${signed.query}`,
    headers: signed.headers,
    body: inPieces(body),
    peer: {
      address: '::ffff:192.0.2.7',
      ...(plan.tls === true && { tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' } }),
    },
    signal: new AbortController().signal,
  }
}

function signPlan(
  request: { method: string; path: string; query: string; headers: Record<string, readonly string[]> },
  body: Uint8Array,
  plan: SigningPlan,
): { headers: Record<string, readonly string[]>; query: string } {
  const name = plan.as ?? 'alice'
  const accessKeyId = keys[name] ?? name
  const service = plan.service ?? 'sts'
  const s3 = service === 's3'
  const bodyHash = hash('sha256', body, 'hex')
  const options = {
    identity: {
      accessKeyId,
      secretAccessKey: plan.secret ?? secretOf(accessKeyId),
      sessionToken: plan.token ?? (accessKeyId.startsWith('ASIA') ? `token of ${name}` : undefined),
    },
    region: plan.region ?? 'us-east-1',
    service,
    now: now - (plan.secondsAgo ?? 0) * 1000,
    payloadHash: plan.payloadHash ?? (s3 && plan.via === 'query' ? unsignedPayload : bodyHash),
    pathStyle: s3 ? ('as-sent' as const) : ('normalized' as const),
  }
  if (options.identity.sessionToken === '') options.identity.sessionToken = undefined
  const replaced = (text: string): string =>
    Object.entries(plan.replace ?? {}).reduce((all, [from, to]) => all.replace(from, to), text)
  if (plan.via === 'query-v2')
    return signOlder(request, options.identity, options.now + (plan.expires ?? 60) * 1000, replaced)
  if (plan.via === 'query') {
    const { 'user-agent': agent, ...signing } = request.headers
    const query = presignRequest(
      { ...request, headers: signing },
      { ...options, expiresInSeconds: plan.expires ?? 60 },
    )
    return { headers: { ...signing, 'user-agent': agent! }, query: replaced(query) }
  }
  const headers = { ...signRequest(request, { ...options, sendPayloadHash: s3 }) }
  headers['authorization'] = [replaced(headers['authorization']![0]!)]
  return { headers, query: request.query }
}

function signOlder(
  request: { method: string; path: string; query: string; headers: Record<string, readonly string[]> },
  { accessKeyId, secretAccessKey, sessionToken }: SigningIdentity,
  until: number,
  replaced: (text: string) => string,
): { headers: Record<string, readonly string[]>; query: string } {
  const expires = String(until / 1000)
  const own: Record<string, string> =
    sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }
  const added = new URLSearchParams({ AWSAccessKeyId: accessKeyId, Expires: expires, ...own }).toString()
  const query = request.query === '' ? added : `${request.query}&${added}`
  const toSign = stringToSignV2({ ...request, query }, expires)
  const signature = createHmac('sha1', secretAccessKey).update(toSign).digest('base64')
  return { headers: request.headers, query: replaced(`${query}&Signature=${encodeURIComponent(signature)}`) }
}

async function* inPieces(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += 1000) yield body.subarray(at, at + 1000)
}

async function readAnswer({ status, headers, body }: HttpResponse): Promise<Answer> {
  const pieces: Uint8Array[] = []
  if (typeof body === 'string' || body instanceof Uint8Array) pieces.push(Buffer.from(body))
  else if (body !== undefined) for await (const piece of body) pieces.push(piece)
  const text = Buffer.concat(pieces).toString()
  return { status, headers, body: text, ...(status >= 400 && readError(text, headers)) }
}

function readError(body: string, headers: HttpResponse['headers']): { code?: string; message?: string } {
  if (body.startsWith('{')) {
    const { __type, message, Message } = JSON.parse(body) as Record<string, string>
    return { code: __type ?? String(headers['x-amzn-errortype']), message: message ?? Message }
  }
  const unescape = (text: string | undefined): string | undefined =>
    text
      ?.replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  return {
    code: /<Code>([^<]*)<\/Code>/.exec(body)?.[1],
    message: unescape(/<Message>([^<]*)<\/Message>/.exec(body)?.[1]),
  }
}

/** Records are kept as JSON. */
const asWritten = <Value>(record: Value): Value => JSON.parse(JSON.stringify(record)) as Value
