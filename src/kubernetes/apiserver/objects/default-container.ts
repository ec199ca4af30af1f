/** What kube-apiserver fills in where a container says nothing. */
import type { JsonObject } from '../../api/index.ts'
import { isObject, objectOf, textOf } from '../../api/index.ts'
import { changeMember, defaultReferences, mapList, present } from './defaults.ts'

export interface Within {
  readonly hostNetwork: boolean
  /** A pod's own containers get requests from their limits; those of a template are left as they are. */
  readonly isPod: boolean
}

export function defaultContainer(container: JsonObject, { hostNetwork, isPod }: Within): JsonObject {
  const withProbes = ['livenessProbe', 'readinessProbe', 'startupProbe'].reduce(
    (changed, probe) => changeMember(changed, probe, defaultProbe),
    changeMember(container, 'lifecycle', defaultLifecycle),
  )
  return {
    ...withProbes,
    ...present({
      env: mapList(container['env'], (variable) => changeMember(variable, 'valueFrom', defaultReferences)),
      ports: mapList(container['ports'], (port) => defaultPort(port, hostNetwork)),
    }),
    resources: isPod ? defaultResources(objectOf(container['resources'])) : objectOf(container['resources']),
    terminationMessagePath: container['terminationMessagePath'] ?? '/dev/termination-log',
    terminationMessagePolicy: container['terminationMessagePolicy'] ?? 'File',
    imagePullPolicy: container['imagePullPolicy'] ?? pullPolicy(textOf(container['image']) ?? ''),
  }
}

function pullPolicy(image: string): string {
  if (image.includes('@')) return 'IfNotPresent'
  const [, tag = 'latest'] = /:([^:/]+)$/.exec(image) ?? []
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

const defaultPort = (port: JsonObject, hostNetwork: boolean): JsonObject => ({
  ...port,
  ...(hostNetwork && { hostPort: port['hostPort'] || port['containerPort'] }),
  protocol: port['protocol'] ?? 'TCP',
})

/** What is limited is requested up to its limit. */
function defaultResources(resources: JsonObject): JsonObject {
  const { limits, requests } = resources
  return isObject(limits) ? { ...resources, requests: { ...limits, ...objectOf(requests) } } : resources
}

const defaultProbe = (probe: JsonObject): JsonObject => ({
  ...changeMember(changeMember(probe, 'httpGet', defaultHttpGet), 'grpc', (grpc) => ({
    ...grpc,
    service: grpc['service'] ?? '',
  })),
  timeoutSeconds: probe['timeoutSeconds'] || 1,
  periodSeconds: probe['periodSeconds'] || 10,
  successThreshold: probe['successThreshold'] || 1,
  failureThreshold: probe['failureThreshold'] || 3,
})

const defaultLifecycle = (lifecycle: JsonObject): JsonObject =>
  ['postStart', 'preStop'].reduce(
    (changed, hook) => changeMember(changed, hook, (each) => changeMember(each, 'httpGet', defaultHttpGet)),
    lifecycle,
  )

const defaultHttpGet = (get: JsonObject): JsonObject => ({
  ...get,
  path: get['path'] || '/',
  scheme: get['scheme'] || 'HTTP',
})
