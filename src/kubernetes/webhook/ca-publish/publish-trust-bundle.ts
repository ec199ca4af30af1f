/** Publishes the CA as a ClusterTrustBundle, where the API server has such objects. */
import { follow, listOf, textOf, valueAt, type JsonObject, type KubernetesClient } from '../../api/index.ts'
import { CaUnusable } from './ca-unusable.ts'
import { keepCopies } from './keep-copies.ts'
import {
  digestOf,
  fieldManager,
  ownLabels,
  type CaPublisher,
  type PublisherNeeds,
} from './publish-config-map.ts'

const versions = ['v1', 'v1beta1', 'v1alpha1'] as const

/** The version in which ClusterTrustBundles are served; a CaUnusable where they are in none. */
export async function findTrustBundles(client: Pick<KubernetesClient, 'get'>): Promise<string> {
  for (const version of versions) {
    const answer = await client.get(`/apis/certificates.k8s.io/${version}`)
    if (!answer.ok && answer.problem.code !== 404)
      throw new CaUnusable(`whether ClusterTrustBundles are served cannot be told: ${answer.problem.message}`)
    const resources = answer.ok ? listOf(answer.value['resources']) : []
    if (resources.some((each) => valueAt(each, 'name') === 'clustertrustbundles')) return version
  }
  throw new CaUnusable(
    `the API server serves ClusterTrustBundle in none of certificates.k8s.io/${versions.join(', ')}: publish a ConfigMap instead`,
  )
}

export interface TrustBundleNeeds extends PublisherNeeds {
  readonly name: string
  readonly version: string
}

export function publishTrustBundle(needs: TrustBundleNeeds): CaPublisher {
  const { client, name, version, signal, onProblem } = needs
  const collection = `/apis/certificates.k8s.io/${version}/clustertrustbundles`
  /** Null when there is none, undefined while that is not known. */
  let held: string | null | undefined
  const isRight = (): boolean => held === digestOf(needs.current())

  const copies = keepCopies({
    places: () => (held === undefined ? undefined : [name]),
    isRight,
    isLeader: needs.isLeader,
    signal,
    now: () => performance.now(),
    onProblem: (message) => onProblem(`the CA could not be published: ${message}`),
    write: async (_, timeout) => {
      const pem = needs.current()
      const answer = await client.request('PATCH', `${collection}/${encodeURIComponent(name)}`, {
        query: { fieldManager, force: 'true' },
        contentType: 'application/apply-patch+yaml',
        body: {
          apiVersion: `certificates.k8s.io/${version}`,
          kind: 'ClusterTrustBundle',
          metadata: { name, labels: ownLabels },
          spec: { trustBundle: pem },
        },
        timeout,
        signal,
      })
      if (answer.ok) held = digestOf(pem)
      return answer
    },
  })
  const take = (bundle: JsonObject | undefined): void => {
    held = bundle === undefined ? null : digestOf(textOf(valueAt(bundle, 'spec', 'trustBundle')) ?? '')
    if (!isRight()) copies.wake()
  }
  void follow(client, {
    path: collection,
    query: { fieldSelector: `metadata.name=${name}` },
    signal,
    onList: ([bundle]) => take(bundle),
    onChange: (type, bundle) => take(type === 'DELETED' ? undefined : bundle),
    onProblem: (problem) => onProblem(`ClusterTrustBundle ${name}: ${problem.message}`),
  })
  return {
    isIn: isRight,
    putInto: () => (isRight() ? Promise.resolve(true) : copies.writeNow(name)),
    wake: copies.wake,
    counts: () => ({ wanted: 1, right: isRight() ? 1 : 0, ...copies.counts() }),
  }
}
