/** The logs of an embedded cluster's control plane in CloudWatch Logs, as the AWS CLI reads them. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { pathOf } from '../../src/kubernetes/api/index.ts'
import { createCluster, type Cluster } from './support/cluster.ts'
import { openInstallation, type Installation } from './support/installation.ts'
import { callJson } from './support/podpass-call.ts'
import { has, runProgram, type Environment } from './support/run-program.ts'

const cli = { skip: !has('aws', '--version') && 'this machine has no AWS CLI' }
const kubectl = {
  skip:
    !(has('aws', '--version') && has('kubectl', 'version', '--client')) &&
    'this machine has no AWS CLI or no kubectl',
}
const folder = mkdtempSync(join(tmpdir(), 'podpass-control-plane-logs-'))
const group = '/aws/eks/dev/cluster'

let installation: Installation
let cluster: Cluster
let env: Environment

before(async () => {
  installation = await openInstallation()
  env = {
    AWS_ENDPOINT_URL: installation.endpoint,
    AWS_DEFAULT_REGION: installation.region,
    AWS_PAGER: '',
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: installation.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: installation.admin.secretAccessKey,
  }
  cluster = await createCluster(installation, 'dev')
})
after(async () => {
  cluster.api.close()
  await installation.stop()
  rmSync(folder, { recursive: true })
})

/** Words that hold spaces stand behind the line. */
async function aws<Answer>(line: string, ...more: readonly string[]): Promise<Answer> {
  const { code, stdout, stderr } = await runProgram('aws', [...line.split(' '), ...more], env)
  assert.equal(code, 0, stderr)
  return (stdout === '' ? {} : JSON.parse(stdout)) as Answer
}

const setLogging = (enabled: boolean): Promise<unknown> => {
  const logging = { clusterLogging: [{ types: ['audit', 'authenticator'], enabled }] }
  return aws('eks update-cluster-config --name dev --logging', JSON.stringify(logging))
}

interface Results {
  readonly status: string
  readonly results: readonly (readonly { readonly field: string; readonly value: string }[])[]
}

type Row = ReadonlyMap<string, string>

const isOver = ({ status }: Results): boolean => status !== 'Scheduled' && status !== 'Running'

const rowsOf = ({ status, results }: Results): readonly Row[] => {
  assert.equal(status, 'Complete')
  return results.map((row) => new Map(row.map(({ field, value }) => [field, value])))
}

const lastHour = () => {
  const now = Math.floor(Date.now() / 1000)
  return { startTime: now - 3600, endTime: now + 60 }
}

async function queryByCli(text: string): Promise<readonly Row[]> {
  const { startTime, endTime } = lastHour()
  const times = `--start-time ${startTime} --end-time ${endTime}`
  const start = `logs start-query --log-group-name ${group} ${times} --query-string`
  const { queryId } = await aws<{ queryId: string }>(start, text)
  for (;;) {
    const found = await aws<Results>(`logs get-query-results --query-id ${queryId}`)
    if (isOver(found)) return rowsOf(found)
  }
}

/** The same without a program for each call. */
async function query(queryString: string): Promise<readonly Row[]> {
  const ask = (operation: string, input: object) =>
    callJson(installation, installation.admin, { service: 'logs', operation }, input)
  const { queryId } = await ask('StartQuery', { ...lastHour(), logGroupName: group, queryString })
  for (;;) {
    const found = (await ask('GetQueryResults', { queryId })) as unknown as Results
    if (isOver(found)) return rowsOf(found)
    await setTimeout(50)
  }
}

/** Lines come a moment after what they tell of. */
async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (const end = Date.now() + 20_000; ;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error('nothing came')
    await setTimeout(100)
  }
}

const ofThePod = `filter @logStream like /^kube-apiserver-audit/
 | fields @timestamp, @message
 | sort @timestamp asc
 | filter objectRef.name == 'aws-cli' AND verb != 'get' AND verb != 'list'
 | limit 10000`

test('Logs Insights finds what the webhook changed in a pod', cli, async () => {
  await cluster.createServiceAccount('default', 'my-s3-sa', {
    'eks.amazonaws.com/role-arn': `arn:aws:iam::${installation.account}:role/my-s3`,
  })
  assert.deepEqual(await aws(`logs describe-log-groups --log-group-name-prefix ${group}`), {
    logGroups: [],
  })
  await setLogging(true)
  const { logGroups } = await aws<{ logGroups: readonly { logGroupName: string }[] }>(
    'logs describe-log-groups',
  )
  assert.deepEqual(
    logGroups.map(({ logGroupName }) => logGroupName),
    [group],
  )
  await cluster.createPod('default', 'aws-cli', 'my-s3-sa')
  await until(async () => ((await query(ofThePod)).length > 0 ? true : undefined))
  const rows = await queryByCli(ofThePod)
  const created = rows
    .map((row) => JSON.parse(row.get('@message')!) as AuditEvent)
    .find(({ verb, objectRef }) => verb === 'create' && objectRef.subresource === undefined)
  assert.equal(created?.apiVersion, 'audit.k8s.io/v1')
  const key = Object.keys(created.annotations).find((name) =>
    /^patch\.webhook\.admission\.k8s\.io\/round_0_index_\d+$/.test(name),
  )
  const patch = JSON.parse(created.annotations[key!]!) as {
    webhook: string
    patchType: string
    patch: object[]
  }
  assert.equal(patch.webhook, 'iam-for-pods.amazonaws.com')
  assert.equal(patch.patchType, 'JSONPatch')
  assert.match(JSON.stringify(patch.patch), /AWS_WEB_IDENTITY_TOKEN_FILE/)
  // The same by the annotation's own name, as the console shows fields.
  const [found] = await query(
    `filter verb = 'create' and objectRef.name = 'aws-cli' | fields \`annotations.${key}\` as patch`,
  )
  assert.equal(found?.get('patch'), created.annotations[key!])
})

interface AuditEvent {
  readonly apiVersion: string
  readonly verb: string
  readonly objectRef: { readonly subresource?: string }
  readonly annotations: Readonly<Record<string, string>>
}

test('streams go by the names of EKS, and a pattern finds a login that was granted', kubectl, async () => {
  const kubeconfig = join(folder, 'kubeconfig')
  await runProgram('aws', ['eks', 'update-kubeconfig', '--name', 'dev', '--kubeconfig', kubeconfig], env)
  const asked = await runProgram('kubectl', ['--kubeconfig', kubeconfig, 'get', 'namespaces'], env)
  assert.equal(asked.code, 0, asked.stderr)
  const line = await until(async () => {
    const { events } = await aws<{ events: readonly { message: string }[] }>(
      `logs filter-log-events --log-group-name ${group} --log-stream-name-prefix authenticator- --filter-pattern`,
      '"access granted"',
    )
    return events[0]?.message
  })
  assert.match(
    line,
    /^time="\S+Z" level=info msg="access granted" arn=arn:aws:iam::\d+:user\/admin .*username=\S+$/,
  )
  const { logStreams } = await aws<{ logStreams: readonly { logStreamName: string }[] }>(
    `logs describe-log-streams --log-group-name ${group}`,
  )
  assert.deepEqual(
    logStreams.map(({ logStreamName }) => logStreamName.replace(/[0-9a-f]{32}$/, 'HEX')),
    ['authenticator-HEX', 'kube-apiserver-audit-HEX'],
  )
})

test('what is switched off is logged no more, and the logs outlive the cluster', cli, async () => {
  await setLogging(false)
  await cluster.createServiceAccount('default', 'unseen')
  await setLogging(true)
  await cluster.createServiceAccount('default', 'seen')
  const named = (name: string) => query(`filter objectRef.name = '${name}' | stats count(*) as count`)
  await until(async () => ((await named('seen'))[0]?.get('count') === '1' ? true : undefined))
  assert.equal((await named('unseen'))[0]?.get('count'), '0')
  await cluster.api.delete(pathOf('serviceaccounts', 'default', 'seen'))
  await aws('eks delete-cluster --name dev')
  // What was told in the last moment is there as well.
  assert.equal((await query(`filter verb = 'delete' and objectRef.name = 'seen'`)).length, 1)
})
