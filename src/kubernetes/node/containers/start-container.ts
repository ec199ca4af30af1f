/** Starts a container as a local process, or says in the kubelet's words why it cannot be. */
import { join } from 'node:path'
import { textOf } from '../../api/index.ts'
import { launch, type LaunchSpec } from '../launch/launch.ts'
import type { Mount } from '../launch/plan-mounts.ts'
import { openContainerLog } from '../logs/container-log.ts'
import { noteProcess } from '../pods/processes.ts'
import type { ContainerRecord } from '../pods/records.ts'
import { createObjectReader } from '../read-objects.ts'
import { findImage } from '../images/images.ts'
import { containerCommand } from './container-command.ts'
import { containerMounts } from './container-mounts.ts'
import { tell, type PodContext, type RunningContainer } from './context.ts'
import { findMissing } from './find-missing.ts'
import { giveTo, homeOf, hostFiles, terminationLogOf } from './host-files.ts'
import { makeEnv } from './make-env.ts'
import { refusal, type Refused } from './refusal.ts'
import { resolveImage, tellOfProgram } from './resolve-image.ts'
import { privilegesOf } from './security.ts'
import { findServiceEnv } from './service-env.ts'
import { startInRuntime } from './start-in-runtime.ts'

export type Started = { readonly ok: true; readonly running: RunningContainer } | Refused

/** Nothing of the person's own home is the pod's affair. */
const homePath = '/run/podpass/home'

export async function startContainer(context: PodContext, record: ContainerRecord): Promise<Started> {
  const { needs, place, sandbox, volumes } = context
  const { container } = record
  if (needs.runtime !== undefined && findImage(needs.images, container.image)?.standsIn !== true)
    return startInRuntime(context, record, needs.runtime)
  const pod = context.pod()
  const image = resolveImage(needs.images, container.image, container.pullPolicy, needs.env['PATH'] ?? '')
  if (!image.ok) return image.refusal
  const ways = sandbox?.ownIp === undefined ? needs.network.hostEnv : {}
  const services = await findServiceEnv(needs.client, pod.namespace, pod.object)
  // The API server is found where it really is, and not at its Service.
  const given = { ...services, ...needs.env, HOME: homePath, HOSTNAME: pod.hostname, ...ways }
  const objects = createObjectReader(needs.client, pod.namespace)
  const env = await makeEnv({ pod: pod.object, container: container.object, given, objects, place })
  if (!env.ok) return refusal('CreateContainerConfigError', env.problem)
  const command = containerCommand(container.object, env.value, image.program)
  if (!command.ok) return refusal('CreateContainerError', `no command specified: ${command.problem}`)
  const ownUsers = sandbox?.entry.ownUsers ?? true
  const privileges = privilegesOf(pod.object, container.object, { uid: process.getuid?.() ?? 1, ownUsers })
  if (!privileges.ok) return refusal('CreateContainerConfigError', `Error: ${privileges.problem}`)
  const own = containerMounts({
    container: container.object,
    directories: volumes.directories,
    env: env.value,
    below: { isHeld: sandbox !== undefined, adopt: (path) => giveTo(context, path, 0o777) },
  })
  if (!own.ok) return refusal('CreateContainerConfigError', own.problem)
  try {
    tellOfProgram(context, record, image.program)
    tell(context, container, { type: 'Normal', reason: 'Created', message: 'Container created' })
    const missing = findMissing(
      command.value.command,
      env.value['PATH'] ?? '',
      own.value.mounts.map(({ path }) => path),
    )
    if (missing !== undefined) {
      const message = `failed to create containerd task: failed to create shim task: ${missing}`
      tell(context, container, { type: 'Warning', reason: 'Failed', message: `Error: ${message}` })
      return refusal('StartError', message, 128)
    }
    return await begin(context, record, {
      ...command.value,
      env: env.value,
      mounts: own.value.mounts,
      privileges: privileges.value,
    })
  } finally {
    own.value.close()
  }
}

interface Prepared extends Pick<LaunchSpec, 'command' | 'args' | 'env'> {
  readonly mounts: readonly Mount[]
  readonly privileges: readonly string[]
}

async function begin(context: PodContext, record: ContainerRecord, prepared: Prepared): Promise<Started> {
  const { needs, sandbox } = context
  const { container } = record
  const { namespace, name } = context.pod()
  const home = homeOf(context, container.name)
  const mounts = [...prepared.mounts, ...needs.mounts, { source: home, path: homePath, readOnly: false }]
  const terminationLog = terminationLogOf(context, container.name)
  const log = openContainerLog({
    path: join(context.logDirectory, container.name, `${record.restartCount}.log`),
    now: needs.now,
  })
  const launching = launch({
    ...prepared,
    cwd: textOf(container.object['workingDir']) || (sandbox === undefined ? home : '/'),
    mounts: [...mounts, ...hostFiles(context, container, terminationLog)],
    output: 'pipe',
    input: 'ignore',
    sandbox: sandbox?.entry,
    ...(sandbox !== undefined && { lastWords: terminationLog }),
    hidden: [...needs.hidden, needs.directory],
    say: (line) => needs.say(`pod ${namespace}/${name}: ${line}`),
  })
  const launched = await launching.catch((error: Error) => error)
  if (launched instanceof Error) {
    log.end()
    return refusal('CreateContainerError', launched.message)
  }
  noteProcess(context.directory, container.name, launched.innerPid())
  if (launched.stdout) log.take('stdout', launched.stdout)
  if (launched.stderr) log.take('stderr', launched.stderr)
  const running: RunningContainer = {
    container,
    launched,
    env: prepared.env,
    privileges: prepared.privileges,
    mounts: launched.isolation === 'rewritten' ? mounts : [],
    log,
    startedAt: needs.now(),
    exited: launched.exited.finally(() => log.end()),
  }
  tell(context, container, { type: 'Normal', reason: 'Started', message: 'Container started' })
  return { ok: true, running }
}
