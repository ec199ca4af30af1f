import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { obtainImage } from '../containers/obtain-image.ts'
import { readPod } from '../pods/read-pod.ts'
import { launchInRuntime } from './launch-in-runtime.ts'
import { reasonIn } from './run-cli.ts'
import { openRuntime, type ContainerRuntime } from './runtime.ts'

const id = 'a'.repeat(64)

interface Fake {
  readonly runtime: ContainerRuntime
  /** The commands that it was given. */
  readonly asked: () => readonly string[]
}

/** A runtime whose program is a shell script: `cases` are branches on its command, after the usual ones. */
async function openFake(context: TestContext, cases: string): Promise<Fake> {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-fake-'))
  context.after(() => rmSync(directory, { recursive: true, force: true }))
  const [program, log] = [join(directory, 'podman'), join(directory, 'log')]
  writeFileSync(
    program,
    `#!/bin/sh
echo "$*" >> ${log}
shift
state=${directory}/state
case "$*" in
${cases}
version*) echo 9.9.9 ;;
ps*) ;;
start*|rm*) ;;
wait*) echo 0 ;;
*) echo "Error: no such thing" >&2; exit 125 ;;
esac
`,
  )
  chmodSync(program, 0o755)
  const opened = await openRuntime({ kind: 'podman', program, words: ['--first'] })
  assert.ok(opened.ok, opened.ok ? '' : opened.problem)
  return { runtime: opened.value, asked: () => readFileSync(log, 'utf8').trim().split('\n').slice(2) }
}

const never = (line: string): void => assert.fail(line)

test('a runtime is asked whether it is there, and says in its own words that it is not', async (context) => {
  const { runtime } = await openFake(context, '')
  assert.equal(runtime.version, 'podman://9.9.9')
  const missing = await openRuntime({ kind: 'docker', program: '/no/such/docker' })
  assert.ok(!missing.ok && /^docker does not answer: .*ENOENT/.test(missing.problem))
  const broken = await openRuntime({ kind: 'nerdctl', program: '/bin/false' })
  assert.deepEqual(broken, { ok: false, problem: 'nerdctl does not answer: /bin/false ended with 1' })
})

test('a container gives its output and its exit, and is taken away', async (context) => {
  const fake = await openFake(context, 'logs*) echo out; echo err >&2 ;;\nwait*) echo 3 ;;')
  const launched = await launchInRuntime(fake.runtime, id, never)
  assert.ok(launched.ok)
  const said = { out: '', err: '' }
  launched.value.stdout?.on('data', (chunk) => (said.out += String(chunk)))
  launched.value.stderr?.on('data', (chunk) => (said.err += String(chunk)))
  assert.equal(await launched.value.exited, 3)
  assert.deepEqual(said, { out: 'out\n', err: 'err\n' })
  assert.equal(fake.asked().at(-1), `--first rm --force --volumes ${id}`)
})

test('a container that cannot be started is taken away, and told in one line', async (context) => {
  const fake = await openFake(
    context,
    'start*) printf "warning\\nError: no such program\\n" >&2; exit 127 ;;',
  )
  const launched = await launchInRuntime(fake.runtime, id, never)
  assert.deepEqual(launched, { ok: false, problem: 'no such program' })
  assert.equal(fake.asked().at(-1), `--first rm --force --volumes ${id}`)
})

test('a container that somebody else took away has ended with 255', async (context) => {
  const fake = await openFake(context, 'logs*) ;;\nwait*) echo "Error: no such container" >&2; exit 125 ;;')
  const launched = await launchInRuntime(fake.runtime, id, never)
  assert.ok(launched.ok)
  assert.equal(await launched.value.exited, 255)
})

test('a signal for a container that has ended is not spoken of; one that fails otherwise is', async (context) => {
  const lines: string[] = []
  const fake = await openFake(
    context,
    'logs*) ;;\nwait*) sleep 0.5; echo 0 ;;\n*SIGTERM*) echo "Error: can only kill running containers" >&2; exit 125 ;;\n*SIGKILL*) echo "Error: out of luck" >&2; exit 125 ;;',
  )
  const launched = await launchInRuntime(fake.runtime, id, (line) => lines.push(line))
  assert.ok(launched.ok)
  launched.value.kill('SIGTERM')
  launched.value.kill('SIGKILL')
  await launched.value.exited
  assert.deepEqual(lines, ['SIGKILL does not reach container aaaaaaaaaaaa: out of luck'])
})

test('commands inside are run by the runtime’s own client', async (context) => {
  const { runtime } = await openFake(context, '')
  const [, ...words] = runtime.execWords(id, { input: true, tty: true })
  assert.deepEqual(words, ['--first', 'exec', '--interactive', '--tty', id])
  assert.deepEqual(runtime.execWords(id, { input: false, tty: false }).slice(2), ['exec', id])
})

test('containers of a node are found by its label', async (context) => {
  const fake = await openFake(context, `ps*filter*) echo ${id}; echo nonsense ;;`)
  assert.deepEqual(await fake.runtime.list('podpass.directory=/d'), [id])
  await fake.runtime.remove([])
  assert.match(fake.asked().at(-1)!, /filter=label=podpass\.directory=\/d$/)
})

const there = 'echo \'[{"Id":"sha256:1","RepoDigests":["x@sha256:2"],"Config":{"User":"app"}}]\''
const absent = 'echo "Error: no such image" >&2; exit 125'
const policies: readonly (readonly [string, string, string, string])[] = [
  ['IfNotPresent', 'img', `image*) ${there} ;;`, 'x@sha256:2 Pulled'],
  [
    'IfNotPresent',
    'img',
    `image*) test -e $state || { ${absent}; }; ${there} ;;\npull*) touch $state ;;`,
    'x@sha256:2 Pulling Pulled',
  ],
  [
    'IfNotPresent',
    'img',
    `image*) ${absent} ;;\npull*) echo "Error: no route" >&2; exit 1 ;;`,
    'ErrImagePull: no route Pulling',
  ],
  [
    'IfNotPresent',
    'img',
    `image*) ${absent} ;;\npull*) ;;`,
    'ErrImagePull: podman has no image "img" after its pull Pulling',
  ],
  [
    'Always',
    'img',
    `image*) ${there} ;;\npull*) echo "Error: no route" >&2; exit 1 ;;`,
    'ErrImagePull: no route Pulling',
  ],
  [
    'Never',
    'img',
    `image*) ${absent} ;;`,
    'ErrImageNeverPull: Container image "img" is not present with pull policy of Never',
  ],
  [
    'Never',
    '--privileged',
    `image*) ${there} ;;`,
    'InvalidImageName: Failed to apply default image tag "--privileged": couldn\'t parse image name "--privileged": invalid reference format',
  ],
]

for (const [imagePullPolicy, image, cases, expected] of policies)
  test(`${imagePullPolicy}, ${image}: ${expected}`, async (context) => {
    const { runtime } = await openFake(context, cases)
    const pod = readPod({
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image, imagePullPolicy }] },
    })
    const told: string[] = []
    const events = {
      record: ({ reason }: { reason: string }) => void told.push(reason),
      flush: () => Promise.resolve(),
    }
    const found = await obtainImage({ events, pod: () => pod }, pod.containers[0]!, runtime)
    const said = found.ok ? found.value.id : `${found.reason}: ${found.message}`
    assert.equal([said, ...told].join(' '), expected)
  })

test('the reason of a failure is its last line, without what stands before it', () => {
  assert.equal(reasonIn('Trying...\nError: initializing source: x\n'), 'initializing source: x')
  assert.equal(reasonIn('Error response from daemon: no such image\n'), 'no such image')
  assert.equal(reasonIn('time="x" level=warning\n\u001b[31mboom'), '[31mboom')
})
