/** A cluster that somebody else runs and EKS takes for its own: its API server is asked about tokens of pods, and nothing is written to it. */
import { AwsError } from '../../aws/protocol/index.ts'
import { createClient, loadKubeconfig, textOf, type ClientFacts } from '../../kubernetes/api/index.ts'
import type { ObjectKeeper } from './cluster-objects.ts'
import type { OpenCluster } from './open-cluster.ts'
import type { ClusterRecord } from './record.ts'
import { askCluster } from './review-pod-token.ts'

/** The issuer that its API server names in its tokens. */
export async function findAdoptedIssuer(kubeconfig: string): Promise<string> {
  const client = createClient(factsOf(kubeconfig))
  try {
    const answer = await client.get('/.well-known/openid-configuration')
    const issuer = answer.ok ? textOf(answer.value['issuer']) : undefined
    if (issuer !== undefined) return issuer
    throw refusal(answer.ok ? 'its API server names no issuer' : answer.problem.message)
  } finally {
    client.close()
  }
}

/** Asks nobody yet: a cluster that is away for a while is no reason not to start. */
export function openAdoptedCluster(record: ClusterRecord, kubeconfig: string): OpenCluster {
  const facts = factsOf(kubeconfig)
  const client = createClient({ ...facts, userAgent: 'podpass-pod-identity' })
  return {
    record,
    endpoint: facts.server,
    ca: facts.readCa?.() ?? facts.ca ?? '',
    // Its keys are its own: it says itself whether a token is signed by them, and whether it is over.
    reviewPodToken: (token) => askCluster(client, token),
    objects: leftAlone(record.id),
    close: () => Promise.resolve(client.close()),
  }
}

function factsOf(kubeconfig: string): ClientFacts {
  const config = loadKubeconfig(kubeconfig)
  if (!config.ok) throw refusal(config.problem)
  return config.client
}

const refusal = (problem: string): AwsError =>
  new AwsError({
    code: 'InvalidParameterException',
    message: `The cluster that is to be adopted cannot be asked: ${problem}`,
  })

/** Add-ons and access of a cluster that others run are theirs. */
const leftAlone = (id: string): ObjectKeeper => ({
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve({ refused: `cluster ${id} is adopted, and nothing is written to it` }),
  remove: () => Promise.resolve(),
})
