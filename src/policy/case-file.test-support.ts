/** Reads the JSON cases: policies, a request, and what AWS answers. */
import { readFileSync, readdirSync } from 'node:fs'
import type {
  CompiledPolicy,
  ContextValue,
  PolicyKind,
  PolicyRequest,
  PolicySet,
  Principal,
} from './index.ts'
import { compilePolicy, contextOf, parsePolicy } from './index.ts'

/** A document, or one statement that stands for a document of version 2012-10-17. */
type WrittenPolicy = Readonly<Record<string, unknown>>

interface WrittenPolicies {
  readonly identity?: readonly WrittenPolicy[]
  readonly boundary?: readonly WrittenPolicy[]
  readonly session?: readonly WrittenPolicy[]
  readonly serviceControl?: readonly (readonly WrittenPolicy[])[]
  readonly resourceControl?: readonly (readonly WrittenPolicy[])[]
  readonly resource?: WrittenPolicy
  /** The resource policy is a role's trust policy. */
  readonly trust?: WrittenPolicy
  readonly resourceRequired?: boolean
}

interface WrittenRequest {
  /** A name of `principals`. */
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly resourceAccount?: string
  readonly canonicalUserId?: string
  readonly context?: Readonly<Record<string, ContextValue>>
}

/** `by` names statements as `policy[index]`. */
export type Expected =
  | { readonly effect: 'allow'; readonly by: readonly string[] }
  | { readonly effect: 'implicit-deny'; readonly missing: string; readonly text?: string }
  | {
      readonly effect: 'explicit-deny'
      readonly by: readonly string[]
      readonly type: string
      readonly text?: string
    }

/** A request with its policies, as cases write it. */
export interface WrittenQuestion {
  readonly name: string
  readonly policies?: WrittenPolicies
  readonly request?: Partial<WrittenRequest>
  /** Short for one identity policy with this statement, on top of the file's. */
  readonly statement?: WrittenPolicy
  readonly condition?: unknown
  readonly version?: string
  readonly context?: WrittenRequest['context']
  readonly principalIds?: Readonly<Record<string, string>>
}

interface WrittenCase extends WrittenQuestion {
  readonly quoted?: boolean
  readonly expect: Expected | 'allowed' | 'not allowed'
}

/** What the cases of a file share, unless they say otherwise. */
export type Shared = Pick<WrittenQuestion, 'request' | 'policies' | 'statement'>

interface CaseFile {
  readonly about: string
  readonly with?: Shared
  readonly cases: readonly WrittenCase[]
}

export interface Case {
  readonly name: string
  readonly request: PolicyRequest
  readonly quoted: boolean
  readonly expected: Expected
}

export interface Topic {
  readonly about: string
  readonly cases: readonly Case[]
}

const folder = new URL('cases/', import.meta.url)

export function readTopics(): readonly Topic[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const file = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as CaseFile
      return { about: file.about, cases: file.cases.map((written) => readCase(written, file)) }
    })
}

const readCase = (written: WrittenCase, file: CaseFile): Case => ({
  name: written.name,
  quoted: written.quoted === true,
  request: readQuestion(written, file.with),
  expected: expectedOf(written.expect),
})

export function readQuestion(written: WrittenQuestion, shared: Shared = {}): PolicyRequest {
  const request = { ...shared.request, ...written.request } as WrittenRequest
  const policies = { ...shared.policies, ...statementPolicies(written, shared), ...written.policies }
  const { principal, context, ...rest } = request
  const who = principals[principal]
  if (who === undefined) throw new Error(`${written.name}: nobody is called ${principal}`)
  return {
    ...rest,
    principal: who,
    context: contextOf({ ...context, ...written.context }),
    policies: compileAll(policies, written.principalIds),
  }
}

function expectedOf(expect: WrittenCase['expect']): Expected {
  if (expect === 'allowed') return { effect: 'allow', by: ['identity-1[0]'] }
  if (expect === 'not allowed') return { effect: 'implicit-deny', missing: 'identity-based policy' }
  return expect
}

function statementPolicies(written: WrittenQuestion, shared: Shared): WrittenPolicies {
  if (written.statement === undefined && written.condition === undefined) return {}
  const statement = {
    ...shared.statement,
    ...written.statement,
    ...(written.condition !== undefined && { Condition: written.condition }),
  }
  return { identity: [{ Version: written.version ?? '2012-10-17', Statement: [statement] }] }
}

function compileAll(written: WrittenPolicies, principalIds: WrittenQuestion['principalIds']): PolicySet {
  const compile = (policy: WrittenPolicy, kind: PolicyKind, usual: string): CompiledPolicy => {
    const { PolicyName: name = usual, ...rest } = policy
    const document = 'Statement' in rest ? rest : { Version: '2012-10-17', Statement: [rest] }
    const parsed = parsePolicy(JSON.stringify(document), kind)
    if (!parsed.ok) throw new Error(`${usual}: ${JSON.stringify(parsed.problems)}`)
    return compilePolicy(parsed.document, { name: String(name), principalIds })
  }
  const all = (list: readonly WrittenPolicy[], kind: PolicyKind, name: string): readonly CompiledPolicy[] =>
    list.map((policy, index) => compile(policy, kind, `${name}-${index + 1}`))
  const levels = (
    list: readonly (readonly WrittenPolicy[])[],
    kind: PolicyKind,
    name: string,
  ): readonly (readonly CompiledPolicy[])[] =>
    list.map((level, index) => all(level, kind, `${name}-${index + 1}`))
  const { boundary, session, serviceControl, resourceControl, resource, trust } = written
  return {
    identity: all(written.identity ?? [], 'identity', 'identity'),
    ...(boundary && { boundary: all(boundary, 'managed', 'boundary') }),
    ...(session && { session: all(session, 'session', 'session') }),
    ...(serviceControl && { serviceControl: levels(serviceControl, 'service-control', 'scp') }),
    ...(resourceControl && { resourceControl: levels(resourceControl, 'resource-control', 'rcp') }),
    ...(resource && { resource: compile(resource, 'resource', 'resource') }),
    ...(trust && { resource: compile(trust, 'trust', 'trust'), resourceRequired: true }),
    ...(written.resourceRequired !== undefined && { resourceRequired: written.resourceRequired }),
  }
}

const user = (account: string, name: string, id: string): Principal => ({
  kind: 'user',
  partition: 'aws',
  account,
  arn: `arn:aws:iam::${account}:user/${name}`,
  id,
})

const session = (account: string, path: string, name: string, sessionName: string): Principal => ({
  kind: 'role-session',
  partition: 'aws',
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`,
  roleArn: `arn:aws:iam::${account}:role${path}${name}`,
  roleId: `AROA${name.toUpperCase().padEnd(17, 'X')}`,
  sessionName,
})

/** Who asks in the cases. Account 111122223333 is ours, 444455556666 another. */
export const principals: Readonly<Record<string, Principal>> = {
  alice: user('111122223333', 'alice', 'AIDAALICEXXXXXXXXXXXX'),
  'bob of 444455556666': user('444455556666', 'bob', 'AIDABOBXXXXXXXXXXXXXX'),
  app: session('111122223333', '/team/', 'app', 'web-1'),
  'app of 444455556666': session('444455556666', '/', 'app', 'web-1'),
  'service-linked role': session('111122223333', '/aws-service-role/eks.amazonaws.com/', 'linked', 'eks'),
  root: { kind: 'root', partition: 'aws', account: '111122223333' },
  'root of 444455556666': { kind: 'root', partition: 'aws', account: '444455556666' },
  'federated fay': {
    kind: 'federated-user',
    partition: 'aws',
    account: '111122223333',
    arn: 'arn:aws:sts::111122223333:federated-user/fay',
    userArn: 'arn:aws:iam::111122223333:user/alice',
  },
  pod: {
    kind: 'web-identity',
    provider: 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC',
  },
  'cognito user': { kind: 'web-identity', provider: 'cognito-identity.amazonaws.com' },
  ec2: { kind: 'service', name: 'ec2.amazonaws.com' },
  anonymous: { kind: 'anonymous' },
}
