/** EKS on a store in memory, asked as the gateway asks it. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { compilePolicy, parsePolicy } from '../../policy/index.ts'
import { createMemoryStore } from '../../store/index.ts'
import { type Authorization, AwsError, type Call, type Operation } from '../protocol/index.ts'
import type { ClusterOutput } from './clusters/output.ts'
import {
  type ClusterName,
  type ClusterObjects,
  createEks,
  type EksNeeds,
  type KubeObject,
  type ObjectName,
  type RunningCluster,
} from './index.ts'

export const account = '111122223333'
export const arn = `arn:aws:eks:us-east-1:${account}:cluster/demo`
export const now = Date.parse('2026-11-21T12:00:00Z')
export const roleArn = `arn:aws:iam::${account}:role/eks`
export const request = { name: 'demo', roleArn, resourcesVpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] } }

/** A session of a role that lies below a path. */
export const creator: Call['caller'] = {
  principal: {
    kind: 'role-session',
    partition: 'aws',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/maker/me`,
    roleArn: `arn:aws:iam::${account}:role/team/maker`,
    roleId: 'AROAMAKER',
    sessionName: 'me',
  },
  userId: 'AROAMAKER:me',
  context: new Map(),
  policies: { identity: [] },
}

export function setUp(patch: Partial<EksNeeds> = {}) {
  const running = new Map<string, RunningCluster>()
  const keyOf = (cluster: ClusterName) => `${cluster.account}/${cluster.region}/${cluster.name}`
  const needs: EksNeeds = {
    store: createMemoryStore(),
    clock: () => now,
    random: randomBytes,
    startCluster: async (cluster) => {
      const made = {
        issuer: `https://issuer/${keyOf(cluster)}`,
        endpoint: 'https://127.0.0.1:1',
        certificateAuthorityData: 'Q0E=',
      }
      running.set(keyOf(cluster), made)
      return made
    },
    stopCluster: async (cluster) => void running.delete(keyOf(cluster)),
    findCluster: (cluster) => running.get(keyOf(cluster)),
    clusterObjects: createObjects(keyOf),
    prepareLogs: async () => undefined,
    // Every role and user of the account is there but those called `gone`.
    principalId: (principal) =>
      !principal.includes(`::${account}:`)
        ? 'foreign'
        : principal.endsWith('/gone')
          ? 'missing'
          : { id: `${principal.includes(':role/') ? 'AROA' : 'AIDA'}${principal.split('/').at(-1)}` },
    findRole: (role) => (role.endsWith('/gone') ? undefined : { trustPolicy: trustOf(role) }),
    ...patch,
  }
  const eks = createEks(needs)
  const { service } = eks
  const callOf = (call: Partial<Call>) =>
    ({ account, region: 'us-east-1', partition: 'aws', now, caller: creator, ...call }) as Call
  const authorizations = async (operation: string, input: object): Promise<readonly Authorization[]> => {
    const handler = service.operations[operation] as Operation<object>
    assert.ok(typeof handler.authorize === 'function')
    return await handler.authorize(input, callOf({}))
  }
  const ask = async (operation: string, input: object = {}, call: Partial<Call> = {}): Promise<unknown> => {
    const handler = service.operations[operation] as Operation<object>
    if (typeof handler.authorize === 'function') await handler.authorize(input, callOf(call))
    return await handler.invoke(input, callOf(call))
  }
  const cluster = async (operation: string, input: object, call?: Partial<Call>) =>
    ((await ask(operation, input, call)) as { cluster: ClusterOutput }).cluster
  const refused = async (operation: string, input: object, call?: Partial<Call>) => {
    const answer = await ask(operation, input, call).catch((error: unknown) => error)
    assert.ok(answer instanceof AwsError, String(answer))
    return [answer.code, answer.status, answer.text]
  }
  return { eks, needs, running, ask, cluster, refused, authorizations }
}

/** Objects in memory; whatever is to run does so at once. */
function createObjects(keyOf: (cluster: ClusterName) => string): ClusterObjects {
  const kept = new Map<string, KubeObject>()
  const keyIn = (cluster: ClusterName, { apiVersion, kind, name, namespace = '' }: ObjectName): string =>
    [keyOf(cluster), apiVersion, kind, namespace, name].join(' ')
  let version = 0
  return {
    read: async (cluster, name) => kept.get(keyIn(cluster, name)),
    write: async (cluster, object) => {
      const key = keyIn(cluster, { ...object, ...object.metadata })
      if (kept.get(key)?.metadata.resourceVersion !== object.metadata.resourceVersion) return 'changed'
      const { replicas } = (object['spec'] ?? {}) as { readonly replicas?: number }
      const metadata = { ...object.metadata, resourceVersion: String(++version) }
      kept.set(key, { ...object, metadata, status: { availableReplicas: replicas } })
      return 'written'
    },
    remove: async (cluster, name) => void kept.delete(keyIn(cluster, name)),
  }
}

/** Roles are called by what they trust. */
function trustOf(role: string) {
  const principal = role.includes('/web')
    ? { Federated: 'arn:aws:iam::111122223333:oidc-provider/x' }
    : { Service: 'pods.eks.amazonaws.com' }
  const action = role.includes('/web')
    ? 'sts:AssumeRoleWithWebIdentity'
    : role.includes('/untagged')
      ? 'sts:AssumeRole'
      : ['sts:AssumeRole', 'sts:TagSession']
  const document = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: principal, Action: action },
  }
  const parsed = parsePolicy(JSON.stringify(document), 'trust')
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return compilePolicy(parsed.document, { name: role })
}
