/** Starts a container of an image by the machine's container runtime, or says in the kubelet's words why it cannot be. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listOf, objectOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { expand } from '../expand.ts'
import { openContainerLog } from '../logs/container-log.ts'
import type { ContainerRecord } from '../pods/records.ts'
import { createObjectReader } from '../read-objects.ts'
import { createArguments, envLines } from '../runtime/create-arguments.ts'
import { labelsOf } from '../runtime/labels.ts'
import { launchInRuntime } from '../runtime/launch-in-runtime.ts'
import type { ContainerRuntime, RuntimeImage } from '../runtime/runtime.ts'
import { containerMounts } from './container-mounts.ts'
import { tell, type PodContext } from './context.ts'
import { giveTo, hostFiles, terminationLogOf } from './host-files.ts'
import { makeEnv } from './make-env.ts'
import { obtainImage } from './obtain-image.ts'
import { refusal } from './refusal.ts'
import { readRights } from './security.ts'
import { findServiceEnv } from './service-env.ts'
import type { Started } from './start-container.ts'

/** Of the machine and nobody else: an image brings its own. */
const machineOnly = new Set(['PATH', 'TMPDIR', 'TEMP', 'TMP', 'TERM'])

export async function startInRuntime(
  context: PodContext,
  record: ContainerRecord,
  runtime: ContainerRuntime,
): Promise<Started> {
  const { needs, place, sandbox } = context
  const { container } = record
  const image = await obtainImage(context, container, runtime)
  if (!image.ok) return image
  record.imageId = image.value.id
  const pod = context.pod()
  const services = await findServiceEnv(needs.client, pod.namespace, pod.object)
  const ways = sandbox?.ownIp === undefined ? needs.network.hostEnv : {}
  const own = Object.entries(needs.env).filter(([name]) => !machineOnly.has(name))
  const given = { ...services, ...Object.fromEntries(own), HOSTNAME: pod.hostname, ...ways }
  const objects = createObjectReader(needs.client, pod.namespace)
  const env = await makeEnv({ pod: pod.object, container: container.object, given, objects, place })
  if (!env.ok) return refusal('CreateContainerConfigError', env.problem)
  const unheld = findUnheld(container.object)
  if (unheld !== undefined) return refusal('CreateContainerConfigError', unheld)
  const mounts = containerMounts({
    container: container.object,
    directories: context.volumes.directories,
    env: env.value,
    below: { isHeld: true, adopt: (path) => giveTo(context, path, 0o777) },
  })
  if (!mounts.ok) return refusal('CreateContainerConfigError', mounts.problem)
  try {
    return await begin(context, record, {
      runtime,
      image: image.value,
      env: env.value,
      mounts: mounts.value.mounts,
    })
  } finally {
    mounts.value.close()
  }
}

/** A path that is held open cannot be mounted in a runtime's namespace, and one that is not could be swapped for a link. */
export function findUnheld(container: JsonObject): string | undefined {
  const below = listOf(container['volumeMounts'])
    .map(objectOf)
    .find((mount) => textOf(mount['subPath']) || textOf(mount['subPathExpr']))
  return (
    below &&
    `the mount at ${textOf(below['mountPath']) ?? ''}: subPath is not supported with a container runtime`
  )
}

interface Prepared {
  readonly runtime: ContainerRuntime
  readonly image: RuntimeImage
  readonly env: Readonly<Record<string, string>>
  readonly mounts: PodContext['needs']['mounts']
}

async function begin(context: PodContext, record: ContainerRecord, prepared: Prepared): Promise<Started> {
  const { needs } = context
  const { container } = record
  const { runtime, env } = prepared
  const made = await create(context, record, prepared)
  if (!made.ok) return made
  tell(context, container, { type: 'Normal', reason: 'Created', message: 'Container created' })
  const { namespace, name } = context.pod()
  const launched = await launchInRuntime(runtime, made.id, (line) =>
    needs.say(`pod ${namespace}/${name}: ${line}`),
  )
  if (!launched.ok) {
    tell(context, container, { type: 'Warning', reason: 'Failed', message: `Error: ${launched.problem}` })
    return refusal('StartError', launched.problem, 128)
  }
  const log = openContainerLog({
    path: join(context.logDirectory, container.name, `${record.restartCount}.log`),
    now: needs.now,
  })
  const { stdout, stderr, exited } = launched.value
  if (stdout) log.take('stdout', stdout)
  if (stderr) log.take('stderr', stderr)
  tell(context, container, { type: 'Normal', reason: 'Started', message: 'Container started' })
  return {
    ok: true,
    running: {
      container,
      launched: launched.value,
      env,
      privileges: [],
      mounts: [],
      log,
      id: `${runtime.kind}://${made.id}`,
      startedAt: needs.now(),
      exited: exited.finally(() => log.end()),
    },
  }
}

type Made = { readonly ok: true; readonly id: string } | ReturnType<typeof refusal>

async function create(
  context: PodContext,
  { container }: ContainerRecord,
  { runtime, image, env, mounts }: Prepared,
): Promise<Made> {
  const { needs, sandbox } = context
  const pod = context.pod()
  const rights = readRights(pod.object, container.object, image.user || '0')
  if (!rights.ok) return refusal('CreateContainerConfigError', `Error: ${rights.problem}`)
  const lines = envLines(env)
  if (!lines.ok) return refusal('CreateContainerConfigError', lines.problem)
  const variables = new Map(Object.entries(env))
  const words = (name: string): readonly string[] =>
    listOf(container.object[name])
      .filter((word) => typeof word === 'string')
      .map((word) => expand(word, variables))
  const envFile = join(context.directory, 'env', container.name)
  mkdirSync(join(context.directory, 'env'), { recursive: true, mode: 0o700 })
  writeFileSync(envFile, lines.value, { mode: 0o600 })
  const asked = createArguments({
    kind: runtime.kind,
    image: container.image,
    command: words('command'),
    args: words('args'),
    envFile,
    mounts: [
      ...mounts,
      ...needs.mounts,
      ...hostFiles(context, container, terminationLogOf(context, container.name)),
    ],
    labels: labelsOf(needs, pod, container),
    rights: withImageUser(rights.value, image.user),
    cwd: textOf(container.object['workingDir']) || undefined,
    hostname: pod.hostname,
    namespacesOf: sandbox?.pid,
    isReadOnly: valueAt(container.object, 'securityContext', 'readOnlyRootFilesystem') === true,
    hasInput: objectOf(container.object)['stdin'] === true,
    hasTerminal: objectOf(container.object)['tty'] === true,
  })
  if (!asked.ok) return refusal('CreateContainerConfigError', asked.problem)
  const made = await runtime.create(asked.value)
  rmSync(envFile, { force: true })
  return made.ok ? { ok: true, id: made.value } : refusal('CreateContainerError', made.problem)
}

/** A runtime takes no group without a user. */
function withImageUser<
  R extends {
    readonly user?: { readonly uid?: number; readonly gid?: number; readonly groups: readonly number[] }
  },
>(rights: R, imageUser: string): R {
  if (rights.user?.gid === undefined || rights.user.uid !== undefined) return rights
  const [uid = ''] = imageUser.split(':')
  return { ...rights, user: { ...rights.user, uid: /^\d+$/.test(uid) ? Number(uid) : 0 } }
}
