/** Follows the ConfigMap kube-system/aws-auth, so that an edit counts at the next login. */
import { follow, pathOf, type JsonObject, type KubernetesClient } from '../../api/index.ts'
import { noMappings, type Mappings } from './mapping.ts'
import { readAwsAuth } from './read-aws-auth.ts'

export interface AwsAuth {
  readonly mappings: () => Mappings
  /** Resolves when the API server has told it; until then nobody is in it. */
  readonly known: Promise<void>
  /** How often the watch broke. */
  readonly failures: () => number
}

export interface AwsAuthNeeds {
  readonly client: KubernetesClient
  readonly signal: AbortSignal
  readonly tell: (problem: string) => void
}

export function followAwsAuth({ client, signal, tell }: AwsAuthNeeds): AwsAuth {
  let [mappings, failures] = [noMappings, 0]
  const { promise: known, resolve } = Promise.withResolvers<void>()
  const use = (configMap: JsonObject | undefined): void => {
    const read = readAwsAuth(configMap?.['data'])
    for (const problem of read.problems) tell(`ConfigMap kube-system/aws-auth, ${problem}`)
    mappings = read.mappings
    resolve()
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
  return { mappings: () => mappings, known, failures: () => failures }
}
