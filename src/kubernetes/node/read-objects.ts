/** The ConfigMaps and Secrets that a pod names, each asked for once while it is started. */
import { objectOf, pathOf, textOf, type JsonObject, type KubernetesClient } from '../api/index.ts'
import type { Found } from './problem.ts'
import { problem } from './problem.ts'

export interface ObjectReader {
  /** The keys and their bytes; undefined when there is no such object. */
  readonly read: (
    kind: 'configmap' | 'secret',
    name: string,
  ) => Promise<Found<ReadonlyMap<string, Uint8Array> | undefined>>
  readonly namespace: string
}

export function createObjectReader(client: KubernetesClient, namespace: string): ObjectReader {
  const asked = new Map<string, ReturnType<ObjectReader['read']>>()
  const read: ObjectReader['read'] = async (kind, name) => {
    const answer = await client.get(pathOf(`${kind}s`, namespace, name))
    if (answer.ok) return { ok: true, value: bytesOf(answer.value) }
    // A server without ConfigMaps still has its CA, and its clients know it.
    if (kind === 'configmap' && name === 'kube-root-ca.crt' && client.ca !== undefined)
      return { ok: true, value: new Map([['ca.crt', Buffer.from(client.ca)]]) }
    return answer.problem.code === 404 ? { ok: true, value: undefined } : problem(answer.problem.message)
  }
  return {
    namespace,
    read: (kind, name) => {
      const key = `${kind}/${name}`
      const known = asked.get(key)
      if (known !== undefined) return known
      const asking = read(kind, name)
      asked.set(key, asking)
      return asking
    },
  }
}

/** Secrets hold base64 in `data`, ConfigMaps text there and base64 in `binaryData`. */
function bytesOf(object: JsonObject): ReadonlyMap<string, Uint8Array> {
  const isSecret = object['kind'] === 'Secret'
  const list = (name: string, encoding: 'utf8' | 'base64'): [string, Buffer][] =>
    Object.entries(objectOf(object[name])).map(([key, value]) => [
      key,
      Buffer.from(textOf(value) ?? '', encoding),
    ])
  return new Map([...list('data', isSecret ? 'base64' : 'utf8'), ...list('binaryData', 'base64')])
}
