/** The CA of the operator's own AWS endpoint as it is published, by the operator's choice. */
import type { KubernetesClient } from '../../api/index.ts'
import type { WebhookOptions } from '../options.ts'
import { followCaFile } from './follow-ca-file.ts'
import { publishConfigMap, type CaPublisher } from './publish-config-map.ts'
import { findTrustBundles, publishTrustBundle } from './publish-trust-bundle.ts'

export interface CaNeeds {
  readonly client: KubernetesClient
  readonly options: Pick<WebhookOptions, 'awsEndpoint'>
  /** The file with the CA; nothing is published without one. */
  readonly file?: string
  /** A label selector of the namespaces that get the ConfigMap. */
  readonly namespaces?: string
  readonly isLeader: () => boolean
  readonly signal: AbortSignal
  readonly onProblem: (message: string) => void
}

/** Rejects with a CaUnusable where the choice cannot be kept. */
export async function openCa(needs: CaNeeds): Promise<CaPublisher | undefined> {
  const { client, file, namespaces, signal, onProblem } = needs
  const ca = needs.options.awsEndpoint?.ca
  if (ca === undefined) return undefined
  const version = 'trustBundle' in ca ? await findTrustBundles(client) : ''
  if (file === undefined) return undefined
  const current = followCaFile({ file, signal, onProblem, onChange: () => publisher.wake() })
  const common = { client, current, isLeader: needs.isLeader, signal, onProblem }
  const publisher: CaPublisher =
    'trustBundle' in ca
      ? publishTrustBundle({ ...common, name: ca.trustBundle, version })
      : publishConfigMap({ ...common, configMap: ca.configMap, key: ca.key, namespaces })
  return publisher
}
