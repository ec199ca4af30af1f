import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { startFakeApiServer } from '../../api/fake-api-server.test-support.ts'
import type { CallerIdentity, Mapped } from '../needs.ts'
import { readConfigFile } from './config-file.ts'
import { followAwsAuth } from './follow-aws-auth.ts'
import { mappingSource } from './mapping-source.ts'
import type { Mappings } from './mapping.ts'
import { readAwsAuth } from './read-aws-auth.ts'

interface Case {
  readonly name: string
  readonly data: Readonly<Record<string, string>>
  readonly problems?: readonly string[]
  readonly find?: Readonly<Record<string, Mapped | null>>
  readonly isRefused?: boolean
}

const cases = parse(
  readFileSync(new URL('../cases/aws-auth.yaml', import.meta.url), 'utf8'),
) as readonly Case[]

const callerOf = (canonicalArn: string): CallerIdentity => ({
  arn: canonicalArn,
  canonicalArn,
  accountId: canonicalArn.split(':')[4]!,
  principalId: 'X',
  userId: 'X',
  sessionName: '',
  accessKeyId: 'AKIA',
})

const find = (mappings: Mappings, arn: string) =>
  mappingSource({ name: 'test' }, () => mappings).find(callerOf(arn))

for (const each of cases)
  test(`aws-auth: ${each.name}`, async () => {
    const { mappings, problems } = readAwsAuth(each.data)
    if (each.isRefused === true) {
      assert.notDeepEqual(problems, [])
      return assert.deepEqual([...mappings.accounts], [])
    }
    assert.deepEqual(problems, each.problems ?? [])
    for (const [arn, expected] of Object.entries(each.find ?? {}))
      assert.deepEqual((await find(mappings, arn)) ?? null, expected, arn)
  })

test('aws-auth is followed: an edit counts, a bad entry is told of, its deletion lets nobody in', async (t) => {
  const server = await startFakeApiServer(t)
  const path = '/api/v1/namespaces/kube-system/configmaps/aws-auth'
  const configMap = (mapUsers: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'aws-auth', namespace: 'kube-system' },
    data: { mapUsers },
  })
  server.put(path, configMap('[{userarn: "arn:aws:iam::111122223333:user/a", username: a}]'))
  const told: string[] = []
  const ending = new AbortController()
  t.after(() => ending.abort())
  const awsAuth = followAwsAuth({
    client: server.client,
    signal: ending.signal,
    tell: (problem) => void told.push(problem),
  })
  const until = async (holds: () => boolean): Promise<void> => {
    for (let tries = 0; !holds(); tries++) {
      assert.ok(tries < 400)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  await awsAuth.known
  assert.equal(awsAuth.mappings().users[0]?.username, 'a')
  server.put(path, configMap('[{userarn: "arn:aws:iam::111122223333:user/b", username: b}, {username: c}]'))
  await until(() => awsAuth.mappings().users[0]?.username === 'b')
  assert.deepEqual(told, [
    'ConfigMap kube-system/aws-auth, mapUsers[1]: it has no userarn, so it does not count',
  ])
  server.remove(path)
  await until(() => awsAuth.mappings().users.length === 0)
})

test('a configuration file of aws-iam-authenticator is read as it is', async () => {
  const read = readConfigFile(`
clusterID: my-cluster.example.com
server:
  mapRoles:
  - roleARN: arn:aws:sts::000000000000:assumed-role/KubernetesAdmin/somebody
    username: kubernetes-admin
    groups:
    - system:masters
  - roleARN: arn:aws:iam::000000000000:instance-profile/nope
    username: nope
  mapUsers:
  - userARN: arn:aws:iam::000000000000:user/Alice
    username: alice
  mapAccounts:
  - 012345678901
  scrubbedAccounts:
  - "111122223333"
  backendMode: [EKSConfigMap, MountedFile]
  reservedPrefixConfig:
  - backendMode: MountedFile
    backendmode: MountedFile
    usernamePrefixReserveList: ["eks:", "system:"]
`)
  assert.ok(read.ok)
  const { file } = read
  assert.equal(file.clusterId, 'my-cluster.example.com')
  assert.deepEqual(await find(file.mappings, 'arn:aws:iam::000000000000:role/KubernetesAdmin'), {
    username: 'kubernetes-admin',
    groups: ['system:masters'],
  })
  assert.deepEqual(await find(file.mappings, 'arn:aws:iam::000000000000:user/alice'), {
    username: 'alice',
    groups: [],
  })
  assert.deepEqual([...file.mappings.accounts], ['012345678901'])
  assert.deepEqual(file.scrubbedAccounts, ['111122223333'])
  assert.deepEqual(file.backendModes, ['EKSConfigMap', 'MountedFile'])
  assert.deepEqual(file.reservedPrefixes, { MountedFile: ['eks:', 'system:'] })
  assert.deepEqual(file.problems, [
    'server.mapRoles[1]: its rolearn is none of a principal: `arn:aws:iam::000000000000:instance-profile/nope`, so it does not count',
  ])
})

test('a configuration file that is none says why', () => {
  for (const text of ['- a list', 'a: [', '"text"', '']) {
    const read = readConfigFile(text)
    assert.equal(read.ok, false, text)
  }
})
