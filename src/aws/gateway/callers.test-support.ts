/** Who calls the gateway under test, and what their keys are good for. */
import { compilePolicy, parsePolicy, type CompiledPolicy } from '../../policy/index.ts'
import type { Caller } from '../protocol/index.ts'
import type { CredentialLookup } from './index.ts'

export const now = Date.UTC(2026, 10, 21, 12)
export const account = '123456789012'

export const secretOf = (accessKeyId: string): string => `secret of ${accessKeyId}`

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

export function findCredentials(accessKeyId: string, token: string | undefined): CredentialLookup {
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
