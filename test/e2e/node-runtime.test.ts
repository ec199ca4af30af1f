/** Pods whose containers podman runs: their image, output, exit, `exec`, tokens, and the ways out of the pod's network. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { program, start, type Started } from '../../src/cli/podpass.test-support.ts'
import { listOf, pathOf, textOf, valueAt, type JsonObject } from '../../src/kubernetes/api/index.ts'
import { kubeconfigFile } from '../../src/server/index.ts'
import { createCluster, type Cluster } from './support/cluster.ts'
import { has } from './support/run-program.ts'
import { openStage, play, type Stage } from './support/stage.ts'

const scratch = mkdtempSync(join(tmpdir(), 'podpass-runtime-'))
const words = ['--root', join(scratch, 'root'), '--runroot', join(scratch, 'run'), '--storage-driver', 'vfs']
const env = { CONTAINERS_CONF: join(scratch, 'containers.conf') }
const image = 'localhost/busybox:test'
const podman = (...more: readonly string[]) =>
  spawnSync('podman', [...words, ...more], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  })

const needed = { skip: findObstacle() }

/** An image is made of the machine's busybox, and a container run of it: nothing is pulled. */
function findObstacle(): string | false {
  if (process.getuid?.() !== 0) return 'only root gives a container the network of a pod'
  if (spawnSync('podman', ['--version']).status !== 0) return 'this machine has no podman'
  const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((path) => existsSync(path))
  if (busybox === undefined) return 'this machine has no busybox to make an image of'
  const tree = join(scratch, 'tree')
  mkdirSync(join(tree, 'bin'), { recursive: true })
  copyFileSync(busybox, join(tree, 'bin', 'busybox'))
  for (const name of ['sh', 'cat', 'id', 'wget', 'sleep', 'true', 'nc', 'sed', 'grep'])
    symlinkSync('busybox', join(tree, 'bin', name))
  spawnSync('tar', ['--create', '--file', join(scratch, 'image.tar'), '--directory', tree, '.'])
  const limits = '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]\n'
  let said = ''
  for (const runtime of ['', '[engine]\nruntime = "runc"\n']) {
    writeFileSync(env.CONTAINERS_CONF, limits + runtime)
    const imported = podman(
      'import',
      '--change',
      'CMD ["sh", "-c", "echo own command"]',
      join(scratch, 'image.tar'),
      image,
    )
    const ran = podman('run', '--rm', '--network=host', image, 'true')
    if (imported.status === 0 && ran.status === 0) return false
    said = (ran.stderr || imported.stderr || '').trim().split('\n').at(-1) ?? ''
  }
  return `podman runs no container here: ${said}`
}

let stage: Stage
let cluster: Cluster
const nodes: Started[] = []

before(async () => {
  if (needed.skip !== false) return
  stage = await openStage()
  cluster = await createCluster(stage.installation, 'dev')
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ]
  await play(stage, {
    call: 'iam:CreateRole',
    input: { RoleName: 'nodes', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } },
  })
  await cluster.createServiceAccount('default', 'app')
  await startNode()
})

after(async () => {
  for (const each of nodes) each.child.kill('SIGTERM')
  await Promise.all(nodes.map((each) => each.ended))
  if (needed.skip === false) {
    cluster.api.close()
    await stage.close()
    assert.equal(podman('ps', '--all', '--quiet').stdout.trim(), '')
  }
  rmSync(scratch, { recursive: true, force: true })
})

async function startNode(): Promise<Started> {
  const { directory } = stage.installation.server
  const role = `arn:aws:iam::${stage.installation.account}:role/nodes`
  const flags = ['node', '--data', directory, '--cluster', 'dev', '--name', 'boxes', '--node-role', role]
  flags.push('--metadata-tokens', 'optional', '--runtime', 'podman')
  const node = start([...program, ...flags, ...words.map((word) => `--runtime-arg=${word}`)], {
    timeout: 180_000,
    env,
  })
  nodes.push(node)
  await node.prints(/node boxes is ready/)
  return node
}

const execute = (...more: readonly string[]) =>
  start(
    ['kubectl', '--kubeconfig', kubeconfigFile(stage.installation.server.directory, 'dev'), 'exec', ...more],
    { input: 'said' },
  ).ended

const pods = pathOf('pods', 'default')

async function create(name: string, container: JsonObject, spec: JsonObject = {}): Promise<void> {
  const made = await cluster.api.create(pods, {
    metadata: { name },
    spec: {
      nodeName: 'boxes',
      serviceAccountName: 'app',
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'c', image, imagePullPolicy: 'Never', ...container }],
      ...spec,
    },
  })
  assert.ok(made.ok, made.ok ? '' : made.problem.message)
}

async function until(name: string, isSo: (status: JsonObject) => boolean): Promise<JsonObject> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const found = await cluster.api.get(`${pods}/${name}`)
    const [status] = found.ok ? listOf(valueAt(found.value, 'status', 'containerStatuses')) : []
    if (isSo((status ?? {}) as JsonObject)) return status as JsonObject
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const found = await cluster.api.get(`${pods}/${name}`)
  return assert.fail(JSON.stringify(found.ok && found.value['status']))
}

const ended = (name: string): Promise<JsonObject> =>
  until(name, (status) => valueAt(status, 'state', 'terminated') !== undefined)
const shell = (script: string): JsonObject => ({ command: ['sh', '-c', script] })
const lastWordsOf = (status: JsonObject): string =>
  textOf(valueAt(status, 'state', 'terminated', 'message')) ?? ''

void test(
  'an image runs its own command, and the status names image and container as the runtime does',
  needed,
  async () => {
    await create('own', { terminationMessagePolicy: 'FallbackToLogsOnError' })
    const status = await ended('own')
    assert.equal(valueAt(status, 'state', 'terminated', 'exitCode'), 0)
    assert.match(String(status['containerID']), /^podman:\/\/[0-9a-f]{64}$/)
    assert.match(String(status['imageID']), /sha256:[0-9a-f]{64}$|^[0-9a-f]{64}$/)
  },
)

void test(
  'a container is who the pod says, has its token, its variables and the node’s metadata service',
  needed,
  async () => {
    await create(
      'inside',
      {
        ...shell(
          '{ id -u; id -g; cat /var/run/secrets/kubernetes.io/serviceaccount/namespace; echo; ' +
            'test -s /var/run/secrets/kubernetes.io/serviceaccount/token && echo token; echo "$SAID"; ' +
            'wget -q -O - http://169.254.169.254/latest/meta-data/iam/security-credentials/; echo; ' +
            'wget -q -O - "$AWS_ENDPOINT_URL/x" 2>&1 | cat; exit 3; } > /dev/termination-log 2>&1',
        ),
        env: [{ name: 'SAID', value: ' a "b" $c #d' }],
      },
      { securityContext: { runAsUser: 1000, runAsGroup: 2000, fsGroup: 3000 } },
    )
    const status = await ended('inside')
    assert.equal(valueAt(status, 'state', 'terminated', 'exitCode'), 3)
    assert.equal(valueAt(status, 'state', 'terminated', 'reason'), 'Error')
    const [uid, gid, namespace, token, said, role, answer] = lastWordsOf(status).split('\n')
    assert.deepEqual(
      [uid, gid, namespace, token, said, role],
      ['1000', '2000', 'default', 'token', ' a "b" $c #d', 'nodes'],
    )
    assert.match(String(answer), /server returned error: HTTP/)
  },
)

void test('containers of a pod share its volumes and its network', needed, async () => {
  const volumeMounts = [{ name: 'v', mountPath: '/shared' }]
  const first = { name: 'first', image, imagePullPolicy: 'Never', volumeMounts }
  const beside = {
    ...first,
    name: 'beside',
    ...shell('while :; do echo there | nc -l -p 8080 127.0.0.1; done'),
    restartPolicy: 'Always',
  }
  const script =
    'cat /shared/file; until nc 127.0.0.1 8080 < /dev/null | cat | sed 1q | grep there; do sleep 0.2; done'
  await create(
    'shared',
    { ...shell(`{ ${script}; } > /dev/termination-log 2>/dev/null`), volumeMounts },
    {
      initContainers: [{ ...first, ...shell('echo from init > /shared/file') }, beside],
      volumes: [{ name: 'v', emptyDir: {} }],
    },
  )
  assert.equal(lastWordsOf(await ended('shared')), 'from init\nthere\n')
})

void test('what a runtime cannot do is told in its words', needed, async () => {
  await create('unknown', { image: 'localhost/nothing:1' })
  const never = await until(
    'unknown',
    (status) => valueAt(status, 'state', 'waiting', 'reason') === 'ErrImageNeverPull',
  )
  assert.match(String(valueAt(never, 'state', 'waiting', 'message')), /not present with pull policy of Never/)
  await create('unpulled', { image: 'localhost:1/nothing:1', imagePullPolicy: 'IfNotPresent' })
  const pull = await until('unpulled', (status) =>
    /ErrImagePull|ImagePullBackOff/.test(String(valueAt(status, 'state', 'waiting', 'reason'))),
  )
  assert.match(String(valueAt(pull, 'state', 'waiting', 'message')), /^[^\n]*localhost:1\/nothing[^\n]*$/)
  await create('option', { image: '--privileged' })
  await until('option', (status) => valueAt(status, 'state', 'waiting', 'reason') === 'InvalidImageName')
  await create('missing', { command: ['/no/such/program'] })
  assert.equal(valueAt(await ended('missing'), 'state', 'terminated', 'reason'), 'StartError')
  for (const name of ['unknown', 'unpulled', 'option'])
    await cluster.api.request('DELETE', `${pods}/${name}`, {})
})

void test(
  'probes run inside, signals arrive, and a node that was killed begins its containers anew',
  needed,
  async () => {
    await create(
      'stays',
      {
        ...shell(
          'trap "echo bye > /dev/termination-log; exit 7" TERM; echo > /ready; while :; do sleep 0.2; done',
        ),
        readinessProbe: { exec: { command: ['cat', '/ready'] }, periodSeconds: 1 },
      },
      { restartPolicy: 'Always' },
    )
    const before = await until('stays', (status) => status['ready'] === true)
    if (has('kubectl', 'version', '--client')) {
      assert.equal((await execute('-i', 'stays', '--', 'cat')).stdout, 'said')
      assert.equal((await execute('stays', '--', 'sh', '-c', 'exit 9')).code, 9)
    }
    const [node] = nodes.splice(0)
    node!.child.kill('SIGKILL')
    await node!.ended
    await startNode()
    const again = await until('stays', (status) => status['ready'] === true && status['restartCount'] === 1)
    assert.equal(valueAt(again, 'lastState', 'terminated', 'exitCode'), 255)
    assert.notEqual(again['containerID'], before['containerID'])
    assert.equal(podman('ps', '--quiet').stdout.trim().split('\n').length, 1)
    assert.equal(
      podman('exec', String(again['containerID']).slice('podman://'.length), 'sh', '-c', 'kill -TERM 1')
        .status,
      0,
    )
    const last = await until('stays', (status) => Number(status['restartCount']) >= 2)
    assert.equal(valueAt(last, 'lastState', 'terminated', 'exitCode'), 7)
    await cluster.api.request('DELETE', `${pods}/stays`, {})
  },
)
