/** Gives each ServiceAccount a Secret with a token that does not end, as Kubernetes did before 1.24. */
import { listOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { accountNameOf } from './token-secret.ts'
import { pathTo, type World } from './world.ts'

const account = 'system:kube-controller-manager'
const type = 'kubernetes.io/service-account-token'

export async function reconcileAccountTokens(
  world: World,
  namespace: string,
  name: string,
): Promise<boolean> {
  const gives = world.givesAccountTokens()
  // Whoever does not know yet is asked again.
  if (!gives) return gives === false
  const found = world.find('serviceaccounts', namespace, name)
  if (found === undefined || found.metadata.deletionTimestamp !== undefined) return true
  const uid = textOf(found.metadata['uid']) ?? ''
  const listed = listOf(found['secrets']) as readonly JsonObject[]
  const isGone = (each: JsonObject): boolean =>
    world.find('secrets', namespace, textOf(each['name']) ?? '') === undefined
  const kept = listed.filter((each) => !isGone(each))
  const hasToken = kept.some((each) => {
    const secret = world.find('secrets', namespace, textOf(each['name']) ?? '')
    return secret !== undefined && accountNameOf(secret) === name
  })
  if (hasToken && kept.length === listed.length) return true
  const made = hasToken ? [] : await makeSecret(world, namespace, { name, uid })
  if (made === undefined) return false
  const { status } = await world.ask(account, 'PUT', pathTo('serviceaccounts', namespace, name), {
    ...found,
    secrets: [...kept, ...made],
  })
  if (status < 300 || status === 404) return true
  // Another wrote first: the next look makes one anew, so that none is left that nobody lists.
  for (const { name: secret } of made)
    await world.ask(account, 'DELETE', pathTo('secrets', namespace, secret), {})
  return false
}

async function makeSecret(
  world: World,
  namespace: string,
  owner: { readonly name: string; readonly uid: string },
): Promise<readonly { readonly name: string }[] | undefined> {
  const { status, body } = await world.ask(account, 'POST', pathTo('secrets', namespace, ''), {
    metadata: {
      generateName: `${owner.name}-token-`,
      annotations: {
        'kubernetes.io/service-account.name': owner.name,
        'kubernetes.io/service-account.uid': owner.uid,
      },
    },
    type,
  })
  const name = textOf(valueAt(body, 'metadata', 'name'))
  // In a namespace that ends nothing is made any more.
  if (status === 403 || status === 404) return []
  return status < 300 && name !== undefined ? [{ name }] : undefined
}
