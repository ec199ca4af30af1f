/** Fills Secrets that stand for a ServiceAccount's token, and takes them away with the account. */
import { objectOf, textOf, valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import type { World } from './world.ts'
import { pathTo } from './world.ts'

const account = 'system:kube-controller-manager'
const [nameKey, uidKey] = ['kubernetes.io/service-account.name', 'kubernetes.io/service-account.uid'] as const

export const accountNameOf = (secret: KubernetesObject): string | undefined =>
  secret['type'] === 'kubernetes.io/service-account-token'
    ? textOf(valueAt(secret, 'metadata', 'annotations', nameKey))
    : undefined

export async function reconcileTokenSecret(world: World, namespace: string, name: string): Promise<boolean> {
  const secret = world.find('secrets', namespace, name)
  const wanted = secret && accountNameOf(secret)
  if (secret === undefined || wanted === undefined || world.mintLegacyToken === undefined) return true
  if (secret.metadata.deletionTimestamp !== undefined) return true
  const path = pathTo('secrets', namespace, name)
  const found = world.find('serviceaccounts', namespace, wanted)
  const uid = textOf(valueAt(secret, 'metadata', 'annotations', uidKey)) || found?.metadata.uid
  // Of an account that is gone, or that has come anew since.
  if (found === undefined || found.metadata.uid !== uid) {
    const body = { preconditions: { uid: secret.metadata.uid } }
    const { status } = await world.ask(account, 'DELETE', path, body)
    return status < 300 || status === 404 || status === 409
  }
  const data = objectOf(secret['data'])
  const annotations = objectOf(secret.metadata['annotations'])
  if (data['token'] && data['namespace'] && annotations[uidKey] === uid) return true
  const serviceAccount = { name: wanted, uid }
  const token = data['token']
    ? undefined
    : await world.mintLegacyToken({ namespace, secretName: name, serviceAccount })
  const { status } = await world.ask(account, 'PUT', path, {
    ...secret,
    metadata: { ...secret.metadata, annotations: { ...annotations, [uidKey]: uid } },
    data: {
      ...(world.ca !== undefined && { 'ca.crt': toBase64(world.ca) }),
      namespace: toBase64(namespace),
      ...data,
      ...(token !== undefined && { token: toBase64(token) }),
    },
  })
  return status < 300 || status === 404
}

const toBase64 = (text: string): string => Buffer.from(text).toString('base64')
