/** What a token is bound to, so that it dies with it: a pod of the account, a Secret, a node. */
import { isObject, textOf, valueAt } from '../../api/index.ts'
import { badRequest, conflict, notFound } from '../api-error.ts'
import type { Call } from '../call.ts'
import type { TokenOrder } from '../needs.ts'
import { findObject } from '../objects/objects.ts'

export function findBound(call: Call, reference: unknown): Pick<TokenOrder, 'pod' | 'node' | 'secret'> {
  if (!isObject(reference)) return {}
  const { needs, namespace, name: account } = call
  const [kind, version, name, uid] = ['kind', 'apiVersion', 'name', 'uid'].map(
    (key) => textOf(reference[key]) ?? '',
  ) as [string, string, string, string]
  if (version === 'v1' && kind === 'Node') return { node: findNode(call, name, uid) }
  if (version === 'v1' && kind === 'Secret') return { secret: findSecret(call, name, uid) }
  if (kind !== 'Pod' || version !== 'v1')
    throw badRequest(
      `cannot bind token to object of type ${version.includes('/') ? version : `/${version}`}, Kind=${kind}`,
    )
  const pod = findObject(needs, 'pods', namespace, name)
  if (pod === undefined) throw notFound('pods', name)
  if (valueAt(pod, 'spec', 'serviceAccountName') !== account)
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`,
    )
  if (uid !== '' && uid !== pod.metadata.uid) throw recreated('Pod', name, uid)
  const nodeName = textOf(valueAt(pod, 'spec', 'nodeName'))
  return {
    pod: { name, uid: pod.metadata.uid },
    ...(nodeName !== undefined && nodeName !== '' && { node: nodeOf(call, nodeName) }),
  }
}

type Named = NonNullable<TokenOrder['secret']>

function findSecret({ needs, namespace }: Call, name: string, uid: string): Named {
  const secret = findObject(needs, 'secrets', namespace, name)
  if (secret === undefined) throw notFound('secrets', name)
  if (uid !== '' && uid !== secret.metadata.uid) throw recreated('Secret', name, uid)
  return { name, uid: secret.metadata.uid }
}

/** A node that is only named has no uid to tell. */
function nodeOf({ needs }: Call, name: string): NonNullable<TokenOrder['node']> {
  const node = findObject(needs, 'nodes', '', name)
  return { name, ...(node !== undefined && { uid: node.metadata.uid }) }
}

function findNode(call: Call, name: string, uid: string): NonNullable<TokenOrder['node']> {
  const node = nodeOf(call, name)
  if (node.uid === undefined) throw notFound('nodes', name)
  if (uid !== '' && uid !== node.uid) throw recreated('Node', name, uid)
  return node
}

const recreated = (kind: string, name: string, uid: string): Error =>
  conflict(
    kind,
    name,
    `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
  )
