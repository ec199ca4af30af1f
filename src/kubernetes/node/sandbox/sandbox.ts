/** A pod's own network, host name and processes: namespaces that stand as long as a holder process does. */
import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { findProgram, toolPath } from '../launch/find-program.ts'
import type { SandboxEntry } from '../launch/launch.ts'
import { dieTogether } from '../launch/start-in-namespace.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'
import { openInside, type Place } from './inside.ts'

export interface Sandbox {
  readonly entry: SandboxEntry
  /** Undefined where the pod shares the node's network. */
  readonly ownIp?: string
  /** A process whose network it is. */
  readonly pid?: number
  /** A connection to a port of the pod. */
  dial(place: Place, timeout: number): Promise<Socket>
  close(): void
}

/** A way out of the pod's network: an address there, and what takes its connections. */
export interface Door extends Place {
  readonly onConnection: (socket: Socket) => void
}

export interface SandboxWish {
  readonly hostname: string
  readonly ip: string
  readonly doors: readonly Door[]
  /** Addresses that nothing sent to arrives at. */
  readonly blocked?: readonly string[]
  /** A process that has the pod's users, where root runs the node. */
  readonly usersOf?: number
}

/** The namespaces are there, or why they cannot be. */
export async function openSandbox(wish: SandboxWish): Promise<Found<Sandbox>> {
  const path = toolPath()
  const tools = Object.fromEntries(
    ['unshare', 'nsenter', 'ip', 'sh'].map((name) => [name, findProgram(name, path)]),
  )
  if (process.platform !== 'linux') return problem(`${process.platform} has no network namespaces`)
  const missing = Object.keys(tools).find((name) => tools[name] === undefined)
  if (missing !== undefined) return problem(`\`${missing}\` is not installed`)
  const ownUsers = process.getuid?.() !== 0
  const users = ownUsers ? ['--user', '--map-root-user'] : []
  const addresses = [...new Set([wish.ip, ...wish.doors.map(({ host }) => host)])].filter(
    (host) => !host.startsWith('127.'),
  )
  const words = [
    ...(wish.usersOf === undefined
      ? []
      : [tools['nsenter']!, '--target', String(wish.usersOf), '--user', '--']),
    ...dieTogether(path),
    tools['unshare']!,
    ...users,
    '--net',
    '--uts',
    '--ipc',
    '--',
    tools['sh']!,
    '-c',
    holdScript,
    'podpass',
    wish.hostname,
    ...addresses,
    '--',
    ...(wish.blocked ?? []),
  ]
  const holder = spawn(words[0]!, words.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { PATH: path },
  })
  const said = await readUntil(holder, 'ready\n')
  if (!said.endsWith('ready\n'))
    return problem(said.trim().split('\n')[0] || 'a network namespace is not allowed')

  const entry = {
    enter: [
      tools['nsenter']!,
      '--target',
      String(holder.pid),
      ...(ownUsers ? ['--user', '--preserve-credentials'] : []),
      '--net',
      '--uts',
      '--ipc',
      '--',
    ],
    ownUsers,
    ...(wish.usersOf !== undefined && { usersOf: holder.pid }),
  }
  const inside = openInside(entry.enter)
  const close = (): void => {
    inside.close()
    holder.kill('SIGKILL')
  }
  try {
    for (const { host, port, onConnection } of wish.doors) await inside.listen({ host, port }, onConnection)
  } catch (error) {
    close()
    return problem((error as Error).message)
  }
  return {
    ok: true,
    value: {
      entry,
      ownIp: wish.ip,
      pid: holder.pid,
      dial: (place, timeout) => inside.dial(place, timeout),
      close,
    },
  }
}

/** Loopback alone: whatever else is to be reached goes through a door. */
const holdScript = `
set -e
hostname "$1" 2>/dev/null || true
shift
ip link set lo up
while [ "$1" != -- ]; do ip addr add "$1" dev lo; shift; done
shift
for address in "$@"; do
  # Dropped without a word, as by the rule that nodes are told to have; else refused by the route.
  if iptables --insert OUTPUT 1 --destination "$address" --jump DROP 2>/dev/null; then ip route add "$address" dev lo
  else ip route add prohibit "$address"; fi
done
echo ready
exec >/dev/null 2>&1
exec sleep infinity
`

function readUntil(child: ReturnType<typeof spawn>, word: string): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const add = (chunk: Buffer): void => {
      text += String(chunk)
      if (text.endsWith(word)) resolve(text)
    }
    child.stdout?.on('data', add)
    child.stderr?.on('data', add)
    child.once('error', (error) => resolve(error.message))
    child.once('close', () => resolve(text))
  })
}
