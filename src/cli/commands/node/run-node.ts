/** Runs a node until it is told to end, or until the podpass that it was started by is gone. */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { defaultNodeName } from '../../../kubernetes/node/index.ts'
import { openNodeServer } from '../../../server/index.ts'
import { Failure } from '../../failure.ts'
import type { NodeOptions } from './command.ts'
import { findNodeCredential } from './credential.ts'
import { readImages } from './images.ts'
import { findRuntime } from './runtime.ts'
import { findOwnAgent } from './own-agent.ts'
import { openNodeSurroundings } from './surroundings.ts'

/** Seconds that processes have when the node itself ends. */
const grace = { signal: 5, orphaned: 2 }

export async function runNode(options: NodeOptions): Promise<number> {
  const say = options.quiet ? () => undefined : (line: string) => console.error(`podpass: ${line}`)
  const name = options.name ?? defaultNodeName()
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name))
    throw new Failure(`\`${name}\` cannot be the name of a node`)
  const runtime = await findRuntime(options, say)
  const ended = waitForEnd()
  const api = await findNodeCredential(options, name)
  const directory = resolve(options.directory ?? join(options.data, 'nodes', name))
  const surroundings = await openNodeSurroundings(options, say)
  const node = await openNodeServer({
    api,
    name,
    directory,
    images: readImages(options.imageMap ?? []),
    ...(runtime !== undefined && { runtime }),
    kubelet: options.listen,
    ...(options.clientCaFile !== undefined && { clientCa: readCa(options.clientCaFile) }),
    podNetwork: options.podNetwork,
    reach: [...surroundings.reach, ...(options.reach ?? [])],
    env: surroundings.env,
    mounts: surroundings.mounts,
    hidden: [...surroundings.hidden, ...privateDirectories()],
    labels: { ...surroundings.labels, ...options.label },
    taints: options.taint ?? [],
    ...(surroundings.metadata !== undefined && { metadata: surroundings.metadata }),
    blocksPodMetadata: options.blockPodImds ?? false,
    ...(options.podIdentityAgent !== undefined && { podIdentityAgent: options.podIdentityAgent }),
    ...findOwnAgent(options),
    say,
  })
  console.error(
    `podpass: node ${node.name} is ready; the kubelet's API listens on ${options.listen.host}:${node.kubeletPort}`,
  )
  say(
    runtime === undefined
      ? 'containers are processes of this machine: images are not pulled, each stands for a program of it'
      : `containers are run by ${runtime.kind} (${runtime.version})`,
  )
  if (process.connected) process.send!({ ready: node.name })
  const end = await ended
  await node.stop(grace[end])
  if (process.connected) process.disconnect?.()
  return 0
}

/** A podpass that starts nodes holds a channel to each of them, which breaks when it ends, however it ends. */
const waitForEnd = (): Promise<'signal' | 'orphaned'> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('signal'))
    process.once('disconnect', () => resolve('orphaned'))
  })

/** What the person who runs the node may do is nobody else's affair. */
const privateDirectories = (): readonly string[] =>
  ['.aws', '.kube', '.ssh'].map((name) => join(homedir(), name)).filter((path) => existsSync(path))

function readCa(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Failure(`\`${path}\` cannot be read: ${(cause as Error).message}`, { cause })
  }
}
