/** A small world for the tests of STS: one account, one issuer, one role, and calls that go through authorization as the gateway's do. */
import { generateKeyPairSync, randomBytes, sign, createHmac, type KeyObject } from 'node:crypto'
import { createMemoryStore } from '../../store/index.ts'
import {
  compilePolicy,
  contextOf,
  decide,
  denialText,
  arnOf,
  mergeContexts,
  parsePolicy,
  type CompiledPolicy,
  type PolicyKind,
  type Principal,
} from '../../policy/index.ts'
import { publicJwkOf, readKeySet, type KeysAnswer } from '../../token/index.ts'
import { AwsError, type Call, type CallNotes, type Operation, type SessionFacts } from '../protocol/index.ts'
import { createSts, type ProviderFacts, type RoleFacts, type Sts, type StsNeeds } from './index.ts'

export const now = Date.parse('2026-11-21T12:00:00Z')
export const account = '111122223333'
export const issuer = 'https://issuer.example.com/id/A'
const issuerUrl = issuer.slice('https://'.length)
export const providerArn = `arn:aws:iam::${account}:oidc-provider/${issuerUrl}`
export const roleArn = `arn:aws:iam::${account}:role/team/app`
export const userArn = `arn:aws:iam::${account}:user/alice`
export const subject = 'system:serviceaccount:default:app'

const keys = { issuer: makeKey(), other: makeKey() }
function makeKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
}
export const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

/** What a case may change of the world. */
export interface WorldPatch {
  readonly role?: { readonly maxSessionDuration?: number; readonly tags?: Record<string, string> } | null
  readonly trust?: unknown
  readonly provider?: {
    /** The one whose tokens it stands for, in place of the usual one. */
    readonly issuer?: string
    readonly port?: number
    readonly clientIds?: readonly string[]
    readonly thumbprints?: readonly string[]
  } | null
  /** The keys cannot be had, for this cause. */
  readonly keysProblem?: {
    readonly cause: 'unreachable' | 'thumbprint' | 'document' | 'timeout'
    readonly message: string
  }
  readonly verifiedBy?: 'trust-store' | 'thumbprint' | 'table'
  readonly managedPolicies?: Readonly<Record<string, unknown>>
  readonly resourceControl?: unknown
  /** Issuers of our own. */
  readonly ownIssuers?: readonly string[]
  /** Where the accounts stand in an organization. */
  readonly organization?: { readonly organizationId: string; readonly path: string }
  /** The account's own issuer. */
  readonly outbound?: { readonly url: string; readonly enabled: boolean }
  /** The role is deleted while the keys are fetched. */
  readonly roleGoesAway?: boolean
}

export interface World {
  readonly sts: Sts
  readonly needs: StsNeeds
}

export const compiled = (document: unknown, kind: PolicyKind, name: string = kind): CompiledPolicy => {
  const parsed = parsePolicy(JSON.stringify(document), kind)
  if (!parsed.ok) throw new Error(`${name}: ${parsed.problems[0].message}`)
  return compilePolicy(parsed.document, { name })
}

export const trustOfToken = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: providerArn },
      Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Condition: {
        StringEquals: { [`${issuerUrl}:sub`]: subject, [`${issuerUrl}:aud`]: 'sts.amazonaws.com' },
      },
    },
  ],
}

export const trustOfUser = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: userArn },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    },
  ],
}

export async function makeWorld(patch: WorldPatch, defaultTrust: unknown): Promise<World> {
  let roleThere = patch.role !== null
  const role: RoleFacts = {
    arn: roleArn,
    id: 'AROAEXAMPLEEXAMPLE123',
    name: 'app',
    path: '/team/',
    account,
    partition: 'aws',
    maxSessionDuration: patch.role?.maxSessionDuration ?? 3600,
    trustPolicy: compiled(patch.trust ?? defaultTrust, 'trust', roleArn),
    tags: patch.role?.tags ?? {},
  }
  const provider: ProviderFacts = {
    arn: providerArn,
    account,
    url: issuerUrl,
    port: 443,
    clientIds: ['sts.amazonaws.com', 'client-b'],
    thumbprints: [],
    ...patch.provider,
  }
  const managed = new Map(
    Object.entries(patch.managedPolicies ?? {}).map(([arn, document]) => [
      arn,
      compiled(document, 'identity', arn),
    ]),
  )
  const answer = keysAnswer(patch)
  const control =
    patch.resourceControl === undefined ? undefined : [[compiled(patch.resourceControl, 'resource-control')]]
  const needs: StsNeeds = {
    store: createMemoryStore(),
    keyWrap: {
      wrap: (secret) => Buffer.from(secret).toString('hex'),
      unwrap: (text) => Buffer.from(text, 'hex'),
    },
    clock: () => now,
    random: randomBytes,
    findRole: (arn) => (roleThere && arn === roleArn ? role : undefined),
    findProvider: (inAccount, url) =>
      patch.provider !== null &&
      inAccount === account &&
      url.replace(/:\d+(?=\/)/, '') === (patch.provider?.issuer ?? issuer)
        ? provider
        : undefined,
    useMfaCode: (_, serial, code) =>
      Promise.resolve(serial === `arn:aws:iam::${account}:mfa/alice` && code === '123456'),
    isOwnIssuer: (url) => patch.ownIssuers?.includes(url) ?? false,
    organizationOf: () => patch.organization,
    outboundIssuer: () => patch.outbound,
    accountOfOutboundHost: (host) => (`https://${host}` === patch.outbound?.url ? account : undefined),
    tagsOfUser: () => ({ Team: 'payments' }),
    findManagedPolicy: (arn, of) => (['aws', of].includes(arn.split(':')[4]!) ? managed.get(arn) : undefined),
    resourceControlOf: () => control,
    issuerKeys: async () => {
      if (patch.roleGoesAway) roleThere = false
      return answer
    },
  }
  return { sts: await createSts(needs), needs }
}

function keysAnswer(patch: WorldPatch): KeysAnswer {
  if (patch.keysProblem) return { ok: false, problem: patch.keysProblem }
  const read = readKeySet({ keys: [publicJwkOf(keys.issuer, 'ec-1'), publicJwkOf(rsaKey, 'rsa-1')] })
  if (!read.ok) throw new Error(read.message)
  const found = {
    keys: read.keys,
    jwksUri: `${issuer}/keys`,
    maxAge: 300,
    verifiedBy: patch.verifiedBy ?? 'table',
  }
  return { ok: true, found }
}

export interface TokenPatch {
  readonly header?: Readonly<Record<string, unknown>>
  /** Null takes a claim away; `now+60` is a time. */
  readonly claims?: Readonly<Record<string, unknown>>
  readonly signedBy?: 'issuer' | 'rsa' | 'other' | 'public-key-as-secret' | 'nobody'
}

export function makeToken({ header = {}, claims = {}, signedBy = 'issuer' }: TokenPatch): string {
  const kid = signedBy === 'rsa' || signedBy === 'public-key-as-secret' ? 'rsa-1' : 'ec-1'
  const alg = {
    issuer: 'ES256',
    other: 'ES256',
    rsa: 'RS256',
    'public-key-as-secret': 'HS256',
    nobody: 'none',
  }[signedBy]
  const payload = withTimes({
    iss: issuer,
    aud: ['sts.amazonaws.com'],
    sub: subject,
    iat: 'now-10',
    nbf: 'now-10',
    exp: 'now+3600',
    ...claims,
  })
  const text = [{ alg, kid, ...header }, payload].map((part) => base64url(JSON.stringify(part))).join('.')
  return `${text}.${signatureOf(text, signedBy)}`
}

function signatureOf(text: string, signedBy: NonNullable<TokenPatch['signedBy']>): string {
  const data = Buffer.from(text)
  if (signedBy === 'nobody') return ''
  if (signedBy === 'rsa') return sign('sha256', data, rsaKey).toString('base64url')
  if (signedBy === 'public-key-as-secret') {
    const pem = publicPem(rsaKey)
    return createHmac('sha256', pem).update(data).digest('base64url')
  }
  return sign('sha256', data, { key: keys[signedBy], dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

const publicPem = (key: KeyObject): string => JSON.stringify(publicJwkOf(key, 'rsa-1'))

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

/** Times as JSON can say them: `now`, `now+60`, `now-60`; null takes a member away. */
function withTimes(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(claims).flatMap(([name, value]) => {
    if (value === null) return []
    const time = typeof value === 'string' ? /^now([+-]\d+)?$/.exec(value) : null
    return [[name, time ? now / 1000 + Number(time[1] ?? 0) : value] as const]
  })
  return Object.fromEntries(entries)
}

export interface CallerPatch {
  readonly principal?: Principal
  readonly userId?: string
  readonly session?: Partial<SessionFacts>
  readonly policy?: unknown
}

export const alice: Principal = {
  kind: 'user',
  partition: 'aws',
  account,
  arn: userArn,
  id: 'AIDAEXAMPLEEXAMPLE123',
}
export const root: Principal = { kind: 'root', partition: 'aws', account }
export const chainedSession: Principal = {
  kind: 'role-session',
  partition: 'aws',
  account,
  arn: `arn:aws:sts::${account}:assumed-role/first/one`,
  roleArn: `arn:aws:iam::${account}:role/first`,
  roleId: 'AROAFIRSTFIRSTFIRST12',
  sessionName: 'one',
}

export function makeCall(operation: string, patch: CallerPatch = {}): Call {
  const notes: CallNotes = { checks: [], resources: [], additionalEventData: {} }
  const principal = patch.principal ?? { kind: 'anonymous' }
  const inAccount = 'account' in principal ? principal.account : account
  const global = contextOf({ 'aws:SourceIp': '127.0.0.1', 'aws:PrincipalArn': arnOf(principal) })
  return {
    requestId: 'request-1',
    service: 'sts',
    operation,
    region: 'us-east-1',
    partition: 'aws',
    account: inAccount,
    caller: {
      principal,
      userId: patch.userId ?? ('id' in principal ? principal.id : 'ANONYMOUS'),
      context: new Map(),
      policies: { identity: patch.policy === undefined ? [] : [compiled(patch.policy, 'identity')] },
      ...(patch.session && {
        session: {
          issuedAt: now / 1000,
          expiresAt: now / 1000 + 3600,
          mfaAuthenticated: false,
          tags: {},
          transitiveTagKeys: [],
          chained: false,
          ...patch.session,
        },
      }),
    },
    now,
    sourceIp: '127.0.0.1',
    userAgent: 'test',
    secureTransport: false,
    endpoint: 'http://127.0.0.1:4566',
    context: global,
    signal: new AbortController().signal,
    notes,
  }
}

/** Authorizes and invokes as the gateway does. */
export async function invoke(world: World, input: unknown, call: Call): Promise<unknown> {
  const operation = world.sts.service.operations[call.operation] as Operation<unknown>
  if (typeof operation.authorize === 'function')
    for (const asked of await operation.authorize(input, call)) {
      const request = {
        principal: call.caller.principal,
        action: asked.action,
        resource: asked.resource,
        ...(asked.resourceAccount && { resourceAccount: asked.resourceAccount }),
        context: mergeContexts(call.context, asked.context ?? new Map()),
        policies: {
          ...call.caller.policies,
          ...(asked.resourcePolicy && { resource: asked.resourcePolicy }),
          ...(asked.resourcePolicyRequired && { resourceRequired: true }),
        },
      }
      const decision = decide(request)
      if (decision.effect === 'allow') continue
      const principalArn = arnOf(call.caller.principal)
      const message = denialText({ principalArn, request, decision, bare: asked.denial === 'bare' })
      throw new AwsError({ code: 'AccessDenied', status: 403, message })
    }
  return defined(await operation.invoke(input, call))
}

/** Without the members that are undefined, which no answer and no record shows. */
export const defined = (value: unknown): unknown =>
  Object.fromEntries(Object.entries(value as object).filter(([, member]) => member !== undefined))
