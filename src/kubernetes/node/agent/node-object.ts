/** The Node object: what a kubelet says of its machine. */
import { arch, availableParallelism, hostname, platform, release, totalmem } from 'node:os'
import { readFileSync } from 'node:fs'
import { isObject, listOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import type { NodeNeeds } from '../needs.ts'

/** What the parts of the version are worth to tools: the release whose behaviour is followed. */
export const kubeletVersion = 'v1.35.4'

export const machine = { cpus: availableParallelism(), memory: totalmem() }

const goArch: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' }
const architecture = goArch[arch()] ?? arch()
const system = platform() === 'win32' ? 'windows' : platform()

export function nodeObject({ name, labels = {}, taints = [], providerId }: NodeNeeds): JsonObject {
  const region = labels['topology.kubernetes.io/region']
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': architecture,
        'beta.kubernetes.io/os': system,
        'kubernetes.io/arch': architecture,
        'kubernetes.io/os': system,
        'kubernetes.io/hostname': name,
        ...(region !== undefined && { 'failure-domain.beta.kubernetes.io/region': region }),
        ...labels,
      },
      annotations: { 'podpass.dev/runs': 'pods as processes of this machine' },
    },
    spec: {
      ...(providerId !== undefined && { providerID: providerId }),
      ...(taints.length > 0 && { taints: taints.map((taint) => ({ ...taint })) }),
    },
  }
}

export function nodeStatus(
  { network, kubeletPort, now, runtime }: NodeNeeds,
  before: JsonObject | undefined,
  ready: { readonly is: boolean; readonly message?: string },
): JsonObject {
  const amounts = {
    cpu: String(machine.cpus),
    memory: `${Math.floor(machine.memory / 1024)}Ki`,
    pods: '110',
    'ephemeral-storage': '20Gi',
  }
  const time = `${new Date(now()).toISOString().slice(0, 19)}Z`
  const condition = (type: string, status: boolean, reason: string, message: string): JsonObject => {
    const known = listOf(valueAt(before, 'status', 'conditions'))
      .filter(isObject)
      .find((each) => each['type'] === type)
    const said = status ? 'True' : 'False'
    const since = known?.['status'] === said ? known['lastTransitionTime'] : time
    return { type, status: said, reason, message, lastHeartbeatTime: time, lastTransitionTime: since }
  }
  return {
    capacity: amounts,
    allocatable: amounts,
    conditions: [
      condition(
        'MemoryPressure',
        false,
        'KubeletHasSufficientMemory',
        'kubelet has sufficient memory available',
      ),
      condition('DiskPressure', false, 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      condition('PIDPressure', false, 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      ready.is
        ? condition('Ready', true, 'KubeletReady', 'kubelet is posting ready status')
        : condition('Ready', false, 'KubeletNotReady', ready.message ?? 'podpass node has ended'),
    ],
    // By a host name API servers would look it up, and nobody else knows this one.
    addresses: [{ type: 'InternalIP', address: network.hostIp }],
    daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
    nodeInfo: {
      architecture,
      operatingSystem: system,
      kernelVersion: release(),
      osImage: osName(),
      kubeletVersion,
      kubeProxyVersion: '',
      containerRuntimeVersion: runtime?.version ?? 'podpass://0.1.0',
      machineID: '',
      systemUUID: '',
      bootID: '',
    },
  }
}

/** What this machine is called by itself, in the form that objects may have. */
export const defaultNodeName = (): string =>
  hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '') || 'node'

function osName(): string {
  try {
    const [, name] = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? []
    return textOf(name) ?? platform()
  } catch {
    return platform()
  }
}
