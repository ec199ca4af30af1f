/** Follows the ConfigMap kube-system/aws-auth, so that an edit counts at the next login. */
import { follow, pathOf, type JsonObject, type KubernetesClient } from '../../api/index.ts'
import { noMappings, type Mappings } from './mapping.ts'
import { readAwsAuth } from './read-aws-auth.ts'

export interface AwsAuth {
  readonly mappings: () => Mappings
  /** Whether the API server has been asked; until then nobody is in it. */
  readonly isKnown: () => boolean
  /** How often the watch broke. */
  readonly failures: () => number
}

export interface AwsAuthNeeds {
  readonly client: KubernetesClient
  readonly signal: AbortSignal
  readonly tell: (problem: string) => void
}

export function followAwsAuth({ client, signal, tell }: AwsAuthNeeds): AwsAuth {
  let [mappings, isKnown, failures] = [noMappings, false, 0]
  const use = (configMap: JsonObject | undefined): void => {
    const read = readAwsAuth(configMap?.['data'])
    for (const problem of read.problems) tell(`ConfigMap kube-system/aws-auth, ${problem}`)
    mappings = read.mappings
    isKnown = true
  }
  void follow(client, {
    path: pathOf('configmaps', 'kube-system'),
    query: { fieldSelector: 'metadata.name=aws-auth' },
    signal,
    onList: ([configMap]) => use(configMap),
    onChange: (type, configMap) => use(type === 'DELETED' ? undefined : configMap),
    onProblem: (problem) => {
      failures += 1
      tell(`ConfigMap kube-system/aws-auth: ${problem.message}`)
    },
  })
  return { mappings: () => mappings, isKnown: () => isKnown, failures: () => failures }
}
