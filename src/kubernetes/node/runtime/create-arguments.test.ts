import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRights, type Rights } from '../containers/security.ts'
import { findUnheld } from '../containers/start-in-runtime.ts'
import { createArguments, envLines, type CreateWish } from './create-arguments.ts'

const rights: Rights = { added: [], dropped: [], mayRise: true }
const wish: CreateWish = {
  kind: 'podman',
  image: 'example.com/app:1',
  command: [],
  args: [],
  envFile: '/pod/env/c',
  mounts: [],
  labels: {},
  rights,
  isReadOnly: false,
  hasInput: false,
  hasTerminal: false,
}

function wordsOf(changes: Partial<CreateWish>): readonly string[] {
  const made = createArguments({ ...wish, ...changes })
  assert.ok(made.ok)
  return made.value
}

const usualDrops = ['--cap-drop=AUDIT_WRITE', '--cap-drop=MKNOD', '--cap-drop=NET_RAW']

test('an image without more runs its own command on the network of the machine', () => {
  assert.deepEqual(wordsOf({}), [
    'create',
    '--pull=never',
    '--network=host',
    '--env-file=/pod/env/c',
    ...usualDrops,
    'example.com/app:1',
  ])
})

test('command and arguments stand behind the image, where no word of theirs is an option of the runtime', () => {
  const words = wordsOf({ command: ['sh', '-c'], args: ['--privileged'] })
  assert.ok(words.includes('--entrypoint=sh'))
  assert.deepEqual(words.slice(words.indexOf(wish.image)), [wish.image, '-c', '--privileged'])
})

const cases: readonly (readonly [string, Partial<CreateWish>, readonly string[]])[] = [
  [
    'a pod’s network is joined',
    { namespacesOf: 7, hostname: 'p' },
    ['--network=ns:/proc/7/ns/net', '--ipc=ns:/proc/7/ns/ipc', '--hostname=p'],
  ],
  ['nerdctl joins the network alone', { kind: 'nerdctl', namespacesOf: 7 }, ['--network=ns:/proc/7/ns/net']],
  [
    'volumes are mounted',
    {
      mounts: [
        { source: '/a', path: '/b', readOnly: true },
        { source: '/c', path: '/d', readOnly: false },
      ],
    },
    ['--volume=/a:/b:ro', '--volume=/c:/d'],
  ],
  ['labels are set', { labels: { 'podpass.node': 'n' } }, ['--label=podpass.node=n']],
  [
    'user and groups are set',
    { rights: { ...rights, user: { uid: 1, gid: 2, groups: [3, 4] } } },
    ['--user=1:2', '--group-add=3', '--group-add=4'],
  ],
  [
    'groups alone leave the image’s user',
    { rights: { ...rights, user: { groups: [3] } } },
    ['--group-add=3'],
  ],
  [
    'all is dropped but what is added',
    { rights: { added: ['chown'], dropped: ['all'], mayRise: false } },
    ['--cap-drop=ALL', '--cap-add=CHOWN', '--security-opt=no-new-privileges'],
  ],
  [
    'what is asked for is not dropped',
    { rights: { ...rights, added: ['net_raw'] } },
    ['--cap-drop=AUDIT_WRITE', '--cap-drop=MKNOD', '--cap-add=NET_RAW'],
  ],
  [
    'a root that is only read has no other places to write to',
    { isReadOnly: true },
    ['--read-only', '--read-only-tmpfs=false'],
  ],
  ['docker knows no such places', { kind: 'docker', isReadOnly: true }, ['--read-only']],
  [
    'directory, input and terminal are set',
    { cwd: '/w', hasInput: true, hasTerminal: true },
    ['--workdir=/w', '--interactive', '--tty'],
  ],
]

for (const [name, changes, expected] of cases)
  test(name, () => {
    const plain = new Set(wordsOf({}))
    if (changes.rights !== undefined) usualDrops.forEach((each) => plain.delete(each))
    const found = wordsOf(changes).filter((word) => !plain.has(word))
    const drops = changes.rights?.added.length === 0 ? usualDrops : []
    assert.deepEqual(
      found.filter((word) => !drops.includes(word)),
      expected,
    )
  })

test('a path with a colon is refused: what follows would be options of the mount', () => {
  const made = createArguments({ ...wish, mounts: [{ source: '/a', path: '/b:rw,suid', readOnly: true }] })
  assert.deepEqual(made, { ok: false, problem: 'the mount at /b:rw,suid has a colon in its path' })
})

test('variables go by a file; what no line of it can hold is refused by name, without its value', () => {
  assert.deepEqual(envLines({ A: ' x "y" #z', B: '' }), { ok: true, value: 'A= x "y" #z\nB=\n' })
  const odd: readonly Readonly<Record<string, string>>[] = [
    { KEY: 'secret\nOTHER=x' },
    { KEY: 'secret\rx' },
    { '#KEY': 'secret' },
    { 'K EY': 'secret' },
  ]
  for (const env of odd) {
    const made = envLines(env)
    assert.ok(!made.ok && /variable `.*` cannot be passed on/.test(made.problem))
    assert.doesNotMatch(made.problem, /secret/)
  }
})

const podOf = (securityContext: object) => ({ spec: { securityContext } })

test('an image’s user counts where the pod names none and is not to be root', () => {
  const why = (user: string, context: object = { runAsNonRoot: true }): string | true => {
    const read = readRights(podOf(context), {}, user)
    return read.ok || read.problem
  }
  assert.equal(why('1000:0'), true)
  assert.equal(why('root', { runAsNonRoot: true, runAsUser: 5 }), true)
  for (const root of ['', '0', '0:0', 'root', '00'])
    assert.equal(why(root), 'container has runAsNonRoot and image will run as root')
  assert.match(String(why('app')), /non-numeric user \(app\), cannot verify user is non-root/)
  assert.match(String(why('1', { runAsNonRoot: true, runAsUser: 0 })), /will run as root/)
})

test('a subPath is refused by the place of its mount', () => {
  const mount = { name: 'v', mountPath: '/m' }
  for (const more of [{ subPath: 'a' }, { subPathExpr: '$(A)' }])
    assert.match(String(findUnheld({ volumeMounts: [{ ...mount, ...more }] })), /at \/m: subPath is not/)
  assert.equal(findUnheld({ volumeMounts: [mount] }), undefined)
})

test('what would lead out of a container is refused', () => {
  for (const context of [
    { privileged: true },
    { capabilities: { add: ['SYS_ADMIN'] } },
    { capabilities: { add: ['ALL'] } },
  ])
    assert.ok(!readRights({}, { securityContext: context }, '0').ok)
})
