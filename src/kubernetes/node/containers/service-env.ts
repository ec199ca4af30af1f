/** The variables by which a pod's processes find the Services of their namespace, as the kubelet sets them. */
import {
  listOf,
  objectOf,
  pathOf,
  textOf,
  valueAt,
  type JsonObject,
  type KubernetesClient,
} from '../../api/index.ts'

type Env = Readonly<Record<string, string>>

/** None where the pod wants none, or where the node may not see Services. */
export async function findServiceEnv(
  client: KubernetesClient,
  namespace: string,
  pod: JsonObject,
): Promise<Env> {
  if (valueAt(pod, 'spec', 'enableServiceLinks') === false) return {}
  const answer = await client.get(pathOf('services', namespace))
  return answer.ok ? serviceEnv(listOf(answer.value['items']).map(objectOf)) : {}
}

export const serviceEnv = (services: readonly JsonObject[]): Env =>
  Object.assign({}, ...services.map(variablesOf)) as Env

function variablesOf(service: JsonObject): Env {
  const spec = objectOf(service['spec'])
  const host = textOf(spec['clusterIP']) ?? ''
  const ports = listOf(spec['ports']).map(objectOf)
  const [first] = ports
  if (host === '' || host === 'None' || first === undefined) return {}
  const name = shout(textOf(valueAt(service, 'metadata', 'name')) ?? '')
  const links = ports.map((port) => linkOf(name, host, port))
  return {
    [`${name}_SERVICE_HOST`]: host,
    [`${name}_SERVICE_PORT`]: String(first['port']),
    ...Object.fromEntries(
      ports
        .filter((port) => textOf(port['name']))
        .map((port) => [`${name}_SERVICE_PORT_${shout(textOf(port['name'])!)}`, String(port['port'])]),
    ),
    [`${name}_PORT`]: Object.values(links[0]!)[0]!,
    ...(Object.assign({}, ...links) as Env),
  }
}

/** As links between Docker's containers were told. */
function linkOf(service: string, host: string, port: JsonObject): Env {
  const number = String(port['port'])
  const protocol = textOf(port['protocol']) ?? 'TCP'
  const prefix = `${service}_PORT_${number}_${protocol.toUpperCase()}`
  return {
    [prefix]: `${protocol.toLowerCase()}://${host.includes(':') ? `[${host}]` : host}:${number}`,
    [`${prefix}_PROTO`]: protocol.toLowerCase(),
    [`${prefix}_PORT`]: number,
    [`${prefix}_ADDR`]: host,
  }
}

const shout = (name: string): string => name.replaceAll('-', '_').toUpperCase()
