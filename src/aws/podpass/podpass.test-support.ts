/** The podpass service with neighbours that answer as they are told, and records of decisions for it. */
import assert from 'node:assert/strict'
import { createMemoryStore } from '../../store/index.ts'
import { AwsError, type Call, type Operation } from '../protocol/index.ts'
import { createPodpass, type DecisionRecord, type IssuerFacts, type PodpassNeeds } from './index.ts'

export const management = '111122223333'
export const member = '444455556666'
export const time = Date.parse('2026-11-21T12:00:00Z')

export const issuer: IssuerFacts = {
  issuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/A',
  cluster: 'demo',
  signingKeyId: 'k1',
  keys: [{ keyId: 'k1', algorithm: 'RS256', state: 'signing', publishedAt: time, signsFrom: time }],
}

export const mirrored = {
  issuer: 'https://tokens.example.com',
  source: 'https://10.0.0.1:6443',
  keyIds: ['a'],
  copiedAt: time,
}

export function setUp(patch: Partial<PodpassNeeds> = {}) {
  const appended: DecisionRecord[] = []
  const podpass = createPodpass({
    store: createMemoryStore(),
    clock: () => time,
    managementAccount: management,
    hasAccount: (account) => account === management || account === member,
    issuers: {
      list: (account) => (account === management ? [issuer] : []),
      rotate: async (name, { account }) =>
        name === issuer.issuer && account === management ? issuer : undefined,
    },
    newAccounts: {
      add: async (_caller, { account = member }) =>
        account === member
          ? { account, roleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole` }
          : { problem: 'there is an account of this id already' },
      createRootKey: async (account) =>
        account === member ? { accessKeyId: 'AKIAROOT', secretAccessKey: 'secret' } : undefined,
    },
    mirrors: {
      list: () => [mirrored],
      put: async ({ keySet }) =>
        JSON.stringify(keySet) === '{"keys":[]}' ? { problem: 'has no keys' } : mirrored,
      delete: async (name) => name === mirrored.issuer,
    },
    instanceRoles: {
      findRole: () => undefined,
      resourceControlOf: () => undefined,
      issueSession: () => assert.fail('no role lets EC2 in'),
      recordAssumption: () => assert.fail('no role lets EC2 in'),
    },
    simulations: {
      simulate: async () => ({ problem: 'nobody simulates here' }),
      redecide: () => ({ refused: 'nobody simulates here', notes: [] }),
    },
    status: () => ({
      version: '0.1.0',
      startedAt: time,
      endpoint: 'http://127.0.0.1:4566',
      services: ['sts'],
    }),
    appendDecision: (line) => void appended.push(JSON.parse(line) as DecisionRecord),
    onFault: (fault) => assert.fail(String(fault)),
    ...patch,
  })
  const ask = async (
    operation: string,
    input: object = {},
    account: string = management,
  ): Promise<unknown> => {
    const call = { account, partition: 'aws', region: 'us-east-1' } as Call
    const handler = podpass.service.operations[operation] as Operation<object>
    assert.ok(typeof handler.authorize === 'function')
    for (const { action } of await handler.authorize(input, call))
      assert.equal(action, `podpass:${operation}`)
    return await handler.invoke(input, call)
  }
  const refused = async (operation: string, input: object = {}, account?: string): Promise<string> => {
    const answer = await ask(operation, input, account).catch((error: unknown) => error)
    assert.ok(answer instanceof AwsError, String(answer))
    return answer.code
  }
  return { podpass, appended, ask, refused }
}

let made = 0
export const record = (patch: Partial<DecisionRecord> = {}): DecisionRecord => {
  made++
  return {
    requestId: `request-${made}`,
    eventId: `event-${made}`,
    time: time + made,
    service: 's3',
    operation: 'ListBuckets',
    region: 'us-east-1',
    caller: { arn: `arn:aws:iam::${management}:user/alice`, account: management },
    steps: [],
    authorizations: [{ action: 's3:GetObject', resource: '*', decision: { effect: 'allow' } }],
    outcome: { status: 200 },
    ...patch,
  }
}
