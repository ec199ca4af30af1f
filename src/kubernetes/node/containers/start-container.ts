/** Starts a container as a local process, or says in the kubelet's words why it cannot be. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { textOf } from '../../api/index.ts'
import { findImage, unknownImage, type ImageProgram } from '../images/images.ts'
import { standInMessage } from '../images/stand-ins.ts'
import { findProgram, launch } from '../launch.ts'
import { openContainerLog } from '../logs/container-log.ts'
import type { Mount } from '../plan-mounts.ts'
import type { ContainerRecord } from '../pods/records.ts'
import { createObjectReader } from '../read-objects.ts'
import { containerCommand } from './container-command.ts'
import { containerMounts } from './container-mounts.ts'
import type { PodContext, RunningContainer } from './context.ts'
import { tell } from './context.ts'
import { hostFiles } from './host-files.ts'
import { makeEnv } from './make-env.ts'
import { privilegesOf } from './security.ts'

export type Started =
  | { readonly ok: true; readonly running: RunningContainer }
  /** `exit` where the container counts as having run. */
  | { readonly ok: false; readonly reason: string; readonly message: string; readonly exit?: number }

const refusal = (reason: string, message: string, exit?: number): Started => ({
  ok: false,
  reason,
  message,
  exit,
})

export async function startContainer(context: PodContext, record: ContainerRecord): Promise<Started> {
  const { needs, place, sandbox, volumes } = context
  const { container } = record
  const pod = context.pod()
  const image = resolveImage(needs.images, container.image, container.pullPolicy, needs.env['PATH'] ?? '')
  if (!image.ok) return image.refusal

  const home = join(context.directory, 'home', container.name)
  mkdirSync(home, { recursive: true, mode: 0o777 })
  const ways = context.sandbox?.ownIp === undefined ? needs.network.hostEnv : {}
  const given = { ...needs.env, HOME: homePath, HOSTNAME: pod.hostname, ...ways }
  const objects = createObjectReader(needs.client, pod.namespace)
  const env = await makeEnv({ pod: pod.object, container: container.object, given, objects, place })
  if (!env.ok) return refusal('CreateContainerConfigError', env.problem)
  const command = containerCommand(container.object, env.value, image.program)
  if (!command.ok) return refusal('CreateContainerError', `no command specified: ${command.problem}`)
  const own = containerMounts(container.object, volumes.directories, env.value)
  if (!own.ok) return refusal('CreateContainerConfigError', own.problem)
  const mounts = [...own.value, ...needs.mounts, { source: home, path: homePath, readOnly: false }]
  const ownUsers = sandbox?.entry.ownUsers ?? true
  const privileges = privilegesOf(pod.object, container.object, { uid: process.getuid?.() ?? 1, ownUsers })
  if (!privileges.ok) return refusal('CreateContainerConfigError', `Error: ${privileges.problem}`)
  tellOfProgram(context, record, image.program)
  tell(context, container, { type: 'Normal', reason: 'Created', message: 'Container created' })

  const missing = findMissing(command.value.command, env.value['PATH'] ?? '', mounts)
  if (missing !== undefined) {
    const message = `failed to create containerd task: failed to create shim task: ${missing}`
    tell(context, container, { type: 'Warning', reason: 'Failed', message: `Error: ${message}` })
    return refusal('StartError', message, 128)
  }
  const terminationLog = join(context.directory, 'termination', container.name)
  mkdirSync(join(context.directory, 'termination'), { recursive: true })
  writeFileSync(terminationLog, '', { mode: 0o666 })
  const log = openContainerLog({
    path: join(context.logDirectory, container.name, `${record.restartCount}.log`),
    now: needs.now,
  })
  const launching = launch({
    ...command.value,
    env: env.value,
    cwd: textOf(container.object['workingDir']) || (sandbox === undefined ? home : '/'),
    mounts: [...mounts, ...hostFiles(context, container, terminationLog)],
    output: 'pipe',
    input: 'ignore',
    sandbox: sandbox?.entry,
    ...(sandbox !== undefined && { lastWords: terminationLog }),
    hidden: [...needs.hidden, needs.directory],
    privileges: privileges.value,
    say: (line) => needs.say(`pod ${pod.namespace}/${pod.name}: ${line}`),
  })
  const launched = await launching.catch((error: Error) => error)
  if (launched instanceof Error) {
    log.end()
    return refusal('CreateContainerError', launched.message)
  }
  if (launched.stdout) log.take('stdout', launched.stdout)
  if (launched.stderr) log.take('stderr', launched.stderr)
  const running: RunningContainer = {
    container,
    launched,
    env: env.value,
    privileges: privileges.value,
    mounts: launched.isolation === 'rewritten' ? mounts : [],
    log,
    startedAt: needs.now(),
    exited: launched.exited.finally(() => log.end()),
  }
  tell(context, container, { type: 'Normal', reason: 'Started', message: 'Container started' })
  return { ok: true, running }
}

type ResolvedImage =
  | { readonly ok: true; readonly program: ImageProgram }
  | { readonly ok: false; readonly refusal: Started }

function resolveImage(
  images: PodContext['needs']['images'],
  image: string,
  policy: string,
  path: string,
): ResolvedImage {
  const program = findImage(images, image)
  const [first] = program?.entrypoint ?? []
  const isMissing = first !== undefined && !isAbsolute(first) && findProgram(first, path) === undefined
  if (program !== undefined && !isMissing) return { ok: true, program }
  if (policy === 'Never')
    return {
      ok: false,
      refusal: refusal(
        'ErrImageNeverPull',
        `Container image "${image}" is not present with pull policy of Never`,
      ),
    }
  const message =
    program === undefined
      ? unknownImage(image)
      : `image "${image}" stands for the program "${first}", which this machine does not have`
  return { ok: false, refusal: refusal('ErrImagePull', message) }
}

function tellOfProgram(context: PodContext, record: ContainerRecord, program: ImageProgram): void {
  const { container } = record
  const [first] = program.entrypoint
  const what =
    first === undefined
      ? 'the programs of this machine'
      : `this machine's program "${program.entrypoint.join(' ')}"`
  record.imageId = `podpass://${first === undefined ? 'host' : `host/${first}`}`
  const message = program.standsIn
    ? standInMessage(container.image)
    : `Container image "${container.image}" is not pulled: it stands for ${what}`
  tell(context, container, { type: 'Normal', reason: 'Pulled', message })
}

/** Nothing of the person's own home is the pod's affair. */
const homePath = '/run/podpass/home'

const containerInit =
  'OCI runtime create failed: runc create failed: unable to start container process: error during container init'

/** Looked for before the start, so that the pod's status can say so. */
function findMissing(command: string, path: string, mounts: readonly Mount[]): string | undefined {
  if (command === '' || command.includes('\0'))
    return `${containerInit}: exec: "${command}": invalid argument`
  if (!command.includes('/'))
    return findProgram(command, path) === undefined
      ? `${containerInit}: exec: "${command}": executable file not found in $PATH`
      : undefined
  if (!isAbsolute(command) || mounts.some((mount) => command.startsWith(`${mount.path}/`))) return undefined
  if (!existsSync(command))
    return `${containerInit}: exec: "${command}": stat ${command}: no such file or directory`
  return statSync(command).isDirectory() ? `${containerInit}: exec: "${command}": is a directory` : undefined
}
