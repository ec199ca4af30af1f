/** Runs a pod as the API server keeps it: its volumes, its init containers, its containers; each a local process. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../kit/index.ts'
import type { JsonObject, KubernetesClient } from '../api/index.ts'
import { isObject, listOf, textOf, valueAt } from '../api/index.ts'
import { containerCommand } from './containers/container-command.ts'
import { containerMounts } from './containers/container-mounts.ts'
import { makeEnv } from './containers/make-env.ts'
import type { PodPlace } from './containers/read-field.ts'
import { findImage, wellKnownImages } from './images/images.ts'
import { launch, type LaunchSpec } from './launch/launch.ts'
import type { Launched } from './launch/launched.ts'
import { createStatusReporter } from './pod-status.ts'
import type { ContainerState, StatusReporter } from './pod-status.ts'
import type { Found } from './problem.ts'
import { createObjectReader } from './read-objects.ts'
import { describeFailure, makeVolumes, type PodVolumes } from './volumes/make-volumes.ts'

export interface RunPodNeeds {
  readonly client: KubernetesClient
  readonly now: Clock
  /** What every container gets beside its own variables, which go before these. */
  readonly env: Readonly<Record<string, string>>
  readonly output?: LaunchSpec['output']
  readonly input?: LaunchSpec['input']
  readonly isolation?: LaunchSpec['isolation']
  /** Lines for the person who watches. */
  readonly say?: (line: string) => void
  /** Told of each process as it starts, so that signals can reach it and its output can be read. */
  readonly onLaunch?: (launched: Launched, container: string) => void
  readonly after?: (milliseconds: number, act: () => void) => () => void
}

/** The exit code of the first container that failed, or 0. */
export async function runPod(needs: RunPodNeeds, pod: JsonObject): Promise<Found<number>> {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-pod-'))
  const home = join(directory, 'home')
  const volumesDirectory = join(directory, 'volumes')
  for (const each of [home, volumesDirectory]) mkdirSync(each, { mode: 0o700 })
  const { client, now, after = setTimer, say = () => undefined } = needs
  let volumes: PodVolumes | undefined
  try {
    const made = await makeVolumes({ client, now, after, say, pod, directory: volumesDirectory, place })
    if (!made.ok) return describeFailure(made.failure)
    volumes = made.value
    const prepared = await prepareAll(needs, pod, volumes, home)
    if (!prepared.ok) return prepared
    return await runAll(needs, prepared.value, createStatusReporter(client, pod, now))
  } finally {
    volumes?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

function setTimer(milliseconds: number, act: () => void): () => void {
  // Longer than a timer can be is left to the next renewal.
  const timer = setTimeout(act, Math.min(milliseconds, 2 ** 31 - 1))
  timer.unref()
  return () => clearTimeout(timer)
}

/** Everything runs on this machine. */
const place: PodPlace = {
  hostIp: '127.0.0.1',
  podIp: '127.0.0.1',
  cpus: availableParallelism(),
  memory: totalmem(),
}

interface Prepared {
  readonly name: string
  readonly image: string
  /** `init` runs before the others and to its end; a `sidecar` starts among the first and ends with the last. */
  readonly role: 'init' | 'sidecar' | 'main'
  readonly spec: LaunchSpec
}

/** All is read before anything runs, so that a pod this node cannot run does nothing by halves. */
async function prepareAll(
  needs: RunPodNeeds,
  pod: JsonObject,
  volumes: PodVolumes,
  home: string,
): Promise<Found<readonly Prepared[]>> {
  const prepared: Prepared[] = []
  for (const list of ['initContainers', 'containers'])
    for (const container of listOf(valueAt(pod, 'spec', list)).filter(isObject)) {
      const one = await prepare(needs, pod, container, list === 'initContainers', volumes, home)
      if (!one.ok) return one
      prepared.push(one.value)
    }
  return { ok: true, value: prepared }
}

async function prepare(
  needs: RunPodNeeds,
  pod: JsonObject,
  container: JsonObject,
  isInit: boolean,
  volumes: PodVolumes,
  home: string,
): Promise<Found<Prepared>> {
  const name = textOf(container['name']) ?? ''
  const image = textOf(container['image']) ?? ''
  const given = { HOME: home, HOSTNAME: textOf(valueAt(pod, 'metadata', 'name')) ?? '', ...needs.env }
  const objects = createObjectReader(needs.client, textOf(valueAt(pod, 'metadata', 'namespace')) ?? '')
  const env = await makeEnv({ pod, container, given, objects, place })
  if (!env.ok) return env
  const command = containerCommand(container, env.value, findImage(wellKnownImages, image))
  if (!command.ok) return command
  const { directories } = volumes
  const mounts = containerMounts({ container, directories, env: env.value, below: { isHeld: false } })
  if (!mounts.ok) return mounts
  const cwd = textOf(container['workingDir']) || undefined
  const { output, input, isolation, say } = needs
  return {
    ok: true,
    value: {
      name,
      image,
      role: isInit ? (container['restartPolicy'] === 'Always' ? 'sidecar' : 'init') : 'main',
      spec: {
        ...command.value,
        env: env.value,
        mounts: mounts.value.mounts,
        cwd,
        output,
        input,
        isolation,
        say,
      },
    },
  }
}

interface Running {
  readonly container: Prepared
  readonly launched: Launched
  readonly startedAt: number
}

async function runAll(
  needs: RunPodNeeds,
  containers: readonly Prepared[],
  reporter: StatusReporter,
): Promise<Found<number>> {
  const start = async (container: Prepared): Promise<Running> => {
    needs.say?.(
      `container ${container.name}: image ${container.image} is not run; its command runs on this machine`,
    )
    const launched = await launch(container.spec)
    needs.onLaunch?.(launched, container.name)
    return { container, launched, startedAt: needs.now() }
  }
  const sidecars: Running[] = []
  try {
    for (const container of containers.filter(({ role }) => role !== 'main')) {
      const running = await start(container)
      if (container.role === 'sidecar') sidecars.push(running)
      else {
        const code = await running.launched.exited
        if (code !== 0) return await finish(needs, reporter, [running])
      }
    }
    const main = await Promise.all(containers.filter(({ role }) => role === 'main').map(start))
    await reporter.report(
      'Running',
      main.map((each) => stateOf(each)),
    )
    return await finish(needs, reporter, main)
  } finally {
    for (const { launched } of sidecars) launched.kill('SIGTERM')
    await Promise.all(sidecars.map(({ launched }) => launched.exited))
  }
}

async function finish(
  needs: RunPodNeeds,
  reporter: StatusReporter,
  running: readonly Running[],
): Promise<Found<number>> {
  const states = await Promise.all(
    running.map(async (each) => {
      const exitCode = await each.launched.exited
      return { ...stateOf(each), exitCode, finishedAt: needs.now() }
    }),
  )
  const failed = states.find(({ exitCode }) => exitCode !== 0)
  await reporter.report(failed === undefined ? 'Succeeded' : 'Failed', states)
  return { ok: true, value: failed?.exitCode ?? 0 }
}

const stateOf = ({ container: { name, image }, startedAt }: Running): ContainerState => ({
  name,
  image,
  startedAt,
})
