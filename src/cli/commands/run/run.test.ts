import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import {
  endOfAll,
  podpass,
  program,
  refuse,
  scratch,
  start,
  succeed,
  type Outcome,
  type RunOptions,
} from '../../podpass.test-support.ts'
import { createCluster, createRole, up, type Up } from '../../up.test-support.ts'

const end = endOfAll()
let server: Up
let roleArn: string
before(async () => {
  server = await up(end)
  const issuer = await createCluster(server)
  roleArn = await createRole(server, issuer, 'app', 'team:app')
})

const runWords = (...words: string[]): string[] => ['run', '--data', server.data, ...words]

/** Runs manifests, given as objects, from standard input. */
const runManifests = (objects: readonly object[], words: readonly string[] = [], options: RunOptions = {}) =>
  podpass(runWords(...words, '-f', '-'), {
    ...options,
    input: objects.map((object) => JSON.stringify(object)).join('\n---\n'),
  })

/** Runs a command as a ServiceAccount. */
const runAs = (
  serviceAccount: string,
  command: readonly string[],
  words: readonly string[] = [],
  options: RunOptions = {},
): Promise<Outcome> =>
  podpass(runWords(...words, '--service-account', serviceAccount, '--', ...command), options)

interface Container {
  readonly name?: string
  readonly image?: string
  readonly command?: readonly string[]
  readonly env?: readonly object[]
}

const pod = (name: string, containers: readonly Container[], spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    restartPolicy: 'Never',
    containers: containers.map((container, index) => ({ name: `c${index}`, image: 'any', ...container })),
    ...spec,
  },
})

const sh = (script: string): Container => ({ command: ['sh', '-c', script] })

test('several documents and a List make their objects in order, and the pod runs', async () => {
  const { code, stdout, stderr } = await runManifests([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'first' } },
    {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app', namespace: 'first' } },
        { apiVersion: 'v1', kind: 'List', items: [pod('listed', [sh('echo "it runs"; exit 9')])] },
      ],
    },
  ])
  assert.equal(code, 9)
  assert.equal(stdout, 'it runs\n')
  assert.match(
    stderr,
    /podpass: namespace\/first created\npodpass: serviceaccount\/app created\npodpass: pod\/listed created\n/,
  )
  assert.match(stderr, /container c0: image any is not run; its command runs on this machine/)
})

test('several files are read; --quiet leaves only what the containers print; a run can be repeated', async (t) => {
  const directory = scratch(t)
  const [one, two] = [join(directory, 'one.yaml'), join(directory, 'two.json')]
  writeFileSync(
    one,
    '# a comment\n---\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: twice\n...\n',
  )
  writeFileSync(two, JSON.stringify(pod('twice', [sh('echo ran; echo err >&2')])))
  for (const words of [runWords('--quiet', '-f', one, two), runWords('--quiet', '-f', one, '-f', two)]) {
    const { code, stdout, stderr } = await podpass(words)
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'ran\n', stderr: 'err\n' })
  }
})

test('init containers run first, one after the other; a failure ends the pod with its exit code', async () => {
  const inits = (last: string) => ({
    initContainers: [
      { name: 'i0', image: 'any', ...sh('sleep 0.1; echo first') },
      { name: 'i1', image: 'any', ...sh(last) },
    ],
  })
  const good = await runManifests([pod('init', [sh('echo main')], inits('echo second'))])
  assert.equal(good.stdout, 'first\nsecond\nmain\n')
  const bad = await runManifests([pod('init', [sh('echo main')], inits('exit 5'))])
  assert.deepEqual([bad.code, bad.stdout], [5, 'first\n'])
})

test('two pods run at the same time; the first code that is not 0, in their order, is the result', async (t) => {
  const meeting = scratch(t)
  // Each waits for the other, so that they end only if both run.
  const meet = (own: string, other: string, code: number): Container =>
    sh(`touch ${meeting}/${own}; until [ -e ${meeting}/${other} ]; do sleep 0.02; done; exit ${code}`)
  const { code } = await runManifests([
    pod('left', [meet('left', 'right', 0), meet('third', 'left', 6)]),
    pod('right', [meet('right', 'left', 7)]),
  ])
  assert.equal(code, 6)
})

test('signals reach the processes, and they decide what these do', async () => {
  const script = "trap 'echo bye; exit 42' TERM; echo ready; while :; do sleep 0.02; done"
  const started = start([...program, ...runWords('--service-account', 'team/app', '--', 'sh', '-c', script)])
  await started.prints(/ready/)
  started.child.kill('SIGTERM')
  const { code, stdout } = await started.ended
  assert.equal(code, 42)
  assert.match(stdout, /bye/)

  const killed = await runAs('team/app', ['sh', '-c', 'kill -KILL $$'])
  assert.equal(killed.code, 137)
})

const showToken = 'echo "$AWS_WEB_IDENTITY_TOKEN_FILE"; cat "$AWS_WEB_IDENTITY_TOKEN_FILE" | cut -d. -f2'

const claimsOf = (payload: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>

test('--role-arn annotates, and the token stands at its own path', async () => {
  const { code, stdout, stderr } = await runAs(
    'team/app',
    ['sh', '-c', `echo "$AWS_ROLE_ARN"; ${showToken}`],
    ['--role-arn', roleArn],
  )
  assert.equal(code, 0, stderr)
  const [role, path, payload] = stdout.split('\n')
  assert.equal(role, roleArn)
  const { sub, aud } = claimsOf(payload!)
  assert.deepEqual({ sub, aud }, { sub: 'system:serviceaccount:team:app', aud: ['sts.amazonaws.com'] })
  // Where namespaces are forbidden the path is rewritten, and a line says so.
  if (!/no mount namespace here/.test(stderr))
    assert.equal(path, '/var/run/secrets/eks.amazonaws.com/serviceaccount/token')
})

test('--isolation rewritten points to the file’s own place, and a line says so', async () => {
  const { code, stdout, stderr } = await runAs(
    'team/app',
    ['sh', '-c', showToken],
    ['--isolation', 'rewritten'],
  )
  assert.equal(code, 0)
  assert.match(
    stderr,
    /no mount namespace here \(not wanted\): .*\/var\/run\/secrets\/eks\.amazonaws\.com\/serviceaccount is at \/\S+/,
  )
  const [path, payload] = stdout.split('\n')
  assert.doesNotMatch(path!, /^\/var\/run/)
  assert.equal(claimsOf(payload!)['sub'], 'system:serviceaccount:team:app')
})

test('no key of ours, and nobody’s identity, is in a container’s environment', async () => {
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'mine',
    AWS_SESSION_TOKEN: 'mine',
    AWS_PROFILE: 'mine',
    GITHUB_TOKEN: 'mine',
    PODPASS_DATA: server.data,
    KUBECONFIG: '/mine',
  }
  const script = 'env; cat ~/.aws/credentials 2>&1; for p in /proc/self/environ; do tr "\\0" "\\n" < $p; done'
  const { stdout } = await runAs('team/app', ['sh', '-c', script], [], { env })
  const { accessKeyId, secretAccessKey } = server.clientConfig.credentials
  assert.doesNotMatch(stdout, /mine|AKIA|SECRET_ACCESS|PODPASS_DATA/)
  assert.ok(!stdout.includes(secretAccessKey) && !stdout.includes(accessKeyId))
  assert.match(stdout, new RegExp(`^AWS_ENDPOINT_URL=${server.endpoint}$`, 'm'))
  assert.match(stdout, /^AWS_EC2_METADATA_DISABLED=true$/m)
})

/** Exchanges the token of the container for credentials, as an SDK does, and prints what came. */
const exchange = [
  process.execPath,
  '--input-type=module',
  '-e',
  `import { readFileSync } from 'node:fs'
   const { AWS_ENDPOINT_URL, AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE } = process.env
   const body = new URLSearchParams({ Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15',
     RoleArn: AWS_ROLE_ARN, RoleSessionName: 'test', WebIdentityToken: readFileSync(AWS_WEB_IDENTITY_TOKEN_FILE, 'utf8') })
   const answer = await fetch(AWS_ENDPOINT_URL, { method: 'POST', body })
   console.log(answer.status, await answer.text())`,
]

test('the role is given to its own ServiceAccount, and refused to that of another namespace', async () => {
  const own = await runAs('team/app', exchange, ['--role-arn', roleArn])
  assert.match(own.stdout, /^200 [^]*:assumed-role\/app\/test</, own.stderr)
  for (const [other, words] of [
    ['elsewhere/app', []],
    ['team/other', []],
    ['elsewhere/app', ['--isolation', 'rewritten']],
  ] as const) {
    const { stdout, stderr } = await runAs(other, exchange, ['--role-arn', roleArn, ...words])
    assert.match(
      stdout,
      /^403 [^]*<Code>AccessDenied<[^]*Not authorized to perform sts:AssumeRoleWithWebIdentity/,
      stderr,
    )
  }
})

test('a ServiceAccount without a role has neither role nor token of AWS', async () => {
  const { stdout } = await runAs('team/plain', ['sh', '-c', 'env | grep -c "AWS_ROLE_ARN\\|WEB_IDENTITY"'])
  assert.equal(stdout, '0\n')
})

test('a shell’s words reach the command as they are', async () => {
  const words = ['$(HOME)', '$HOME', 'a b', '--data', '-f', '', '$$(X)', '*', 'two\nlines']
  const { stdout } = await runAs('team/app', ['printf', '[%s]\\n', ...words])
  assert.equal(stdout, words.map((word) => `[${word}]\n`).join(''))
})

test('a command that is not there is 127 and told', async () => {
  for (const words of [[], ['--isolation', 'rewritten']]) {
    const { code, stderr } = await runAs('team/app', ['no-such-command'], words)
    assert.equal(code, 127)
    assert.match(stderr, /no-such-command.*(not found|is not a command here)/)
  }
})

test('a pod that cannot run here is refused, and does not stand in the way of its mended manifest', async () => {
  const good = pod('mended', [sh('exit 0')])
  const volumes = { volumes: [{ name: 'v', hostPath: { path: '/' } }] }
  const secret = { name: 'X', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }
  for (const [bad, message] of [
    [pod('mended', [{}]), /container `c0` names no command, and its image `any` is not run here/],
    [pod('mended', [{ ...sh('true'), env: [secret] }]), /secret "a" not found/],
    [
      pod(
        'mended',
        [{ ...sh('true'), volumeMounts: [{ name: 'v', mountPath: '/v' }] } as Container],
        volumes,
      ),
      /volume `v`: this node does not support volumes of hostPath/,
    ],
  ] as const) {
    const { code, stdout, stderr } = await runManifests([bad])
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, message)
    assert.doesNotMatch(stderr, /\n\s+at /)
  }
  // The second is refused by the API server after the first was created.
  const half = await runManifests([good, pod('half', [])])
  assert.equal(half.code, 1)
  assert.match(half.stderr, /Pod "half" is invalid: spec\.containers: Required value/)
  assert.equal((await runManifests([good])).code, 0)
})

test('a pod that runs already is refused with what to do', async () => {
  const body = [pod('busy', [sh('echo ready; trap "exit 0" TERM; while :; do sleep 0.02; done')])]
  const input = JSON.stringify(body[0])
  const running = start([...program, ...runWords('-f', '-')], { input })
  await running.prints(/ready/)
  const { code, stderr } = await runManifests(body)
  assert.equal(code, 1)
  assert.match(
    stderr,
    /pods "busy" already exists: it runs, or its run was cut off; remove it with: kubectl delete pod busy --namespace default\n/,
  )
  running.child.kill('SIGTERM')
  assert.equal((await running.ended).code, 0)
})

const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefg'.split('')].map((name, index, all) =>
  index === 0
    ? name
    : `${name}: &${name} [${Array(9)
        .fill(`*${all[index - 1]![0]}`)
        .join(',')}]`,
)

suite('a manifest is refused before anything is created:', { concurrency: 2 }, () => {
  for (const [name, text, message] of [
    ['nothing', '', /the manifests hold no Pod/],
    ['empty documents', '---\n---\nnull\n', /the manifests hold no Pod/],
    [
      'only a ServiceAccount',
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x}',
      /the manifests hold no Pod/,
    ],
    ['text', 'hello', /standard input holds something that is no Kubernetes object/],
    ['a list of YAML', '[1, 2]', /holds something that is no Kubernetes object/],
    [
      'an item that is no object',
      'apiVersion: v1\nkind: List\nitems: [1]',
      /holds something that is no Kubernetes object/,
    ],
    ['no YAML', 'a: [1', /standard input is not YAML: Flow sequence/],
    ['tabs', 'a: b\n\tc: d', /is not YAML: Tabs are not allowed/],
    ['a key twice', 'a: 1\na: 2', /is not YAML: Map keys must be unique/],
    [
      'no kind',
      'a: b',
      /takes Namespace, ServiceAccount, Pod of v1, not an object without kind of no version/,
    ],
    [
      'another kind',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}',
      /not Deployment of apps\/v1/,
    ],
    ['another version', 'apiVersion: v2\nkind: Pod\nmetadata: {name: x}', /not Pod of v2/],
    ['no name', 'apiVersion: v1\nkind: Pod', /a Pod has no metadata\.name/],
    [
      'a name that is no text',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: [x]}',
      /a Pod has no metadata\.name/,
    ],
    [
      'an alias in its own anchor',
      'apiVersion: v1\nkind: Pod\nmetadata: &a {name: x, y: *a}',
      /cannot be read: Converting circular/,
    ],
    ['aliases without end', bomb.join('\n'), /cannot be read: Excessive alias count/],
    ['depth without end', '['.repeat(50_000), /is not YAML: it nests too deep/],
    ['bytes that are no text', '\0\u0001', /holds something that is no Kubernetes object|not YAML/],
  ] as const)
    test(name, () => refuse(runWords('-f', '-'), 1, message, { input: text }))
})

test('a file that is not there is named', (t) => {
  const file = join(scratch(t), 'none.yaml')
  return refuse(runWords('-f', file), 1, /cannot read `.*none\.yaml`: ENOENT/)
})

test('what makes no sense is wrong use', async () => {
  for (const [words, message] of [
    [[], /give either -f FILE or --service-account NS\/NAME -- COMMAND/],
    [['-f', 'a', '--service-account', 'a/b', '--', 'true'], /give either -f FILE or/],
    [['--service-account', 'a/b'], /a command is missing/],
    [['--service-account', 'b', '--', 'true'], /expected NAMESPACE\/NAME, got `b`/],
    [['-f', 'a', '--role-arn', 'x'], /--role-arn goes with --service-account/],
    [['-f', 'a', '--', 'true'], /a command goes with --service-account/],
    [['-f', 'a', '--isolation', 'none'], /Allowed choices are namespace, rewritten/],
  ] as const)
    await refuse(runWords(...words), 2, message)
})

test('--node-role serves a role by the metadata calls; one that cannot be had is told', async () => {
  await refuse(
    runWords('--node-role', 'node', '--service-account', 'team/app', '--', 'true'),
    2,
    /--node-role takes a role's ARN, not `node`/,
  )
  const missing = `arn:aws:iam::${server.account}:role/none`
  const { code, stderr } = await runAs('team/app', ['true'], ['--node-role', missing])
  assert.equal(code, 1)
  assert.match(
    stderr,
    /^podpass: the node cannot have its role: User: .* is not authorized to perform: sts:AssumeRole/,
  )
})

test('a role’s ARN that is none is a warning, not an identity', async () => {
  const { stderr, stdout } = await runAs(
    'team/odd',
    ['sh', '-c', 'echo "role=$AWS_ROLE_ARN"'],
    ['--role-arn', 'nonsense'],
  )
  assert.ok(/Warning|refused/.test(stderr) || stdout === 'role=nonsense\n', stderr)
})

test('without a podpass there is no cluster', (t) =>
  refuse(
    ['run', '--data', join(scratch(t), 'none'), '--service-account', 'a/b', '--', 'true'],
    1,
    /there is no cluster in data directory/,
  ))

test('all pods of runs with --service-account are gone when they have ended', async () => {
  const script = `
    import { readFileSync } from 'node:fs'
    const directory = '/var/run/secrets/kubernetes.io/serviceaccount/'
    console.log(readFileSync(directory + 'namespace', 'utf8'))`
  const { stdout } = await runAs('team/app', [process.execPath, '--input-type=module', '-e', script])
  assert.equal(stdout, 'team\n')
  assert.match(await succeed(['status', '--data', server.data]), /cluster/)
})
