/** A pod that is never run shows whether pods get their role: created by dry run, which the webhook changes all the same. */
import { listOf, pathOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import type { Values } from '../values/values.ts'
import { explainSilence } from './explain-silence.ts'
import { failed, type ClusterNeeds, type Done } from './needs.ts'

export interface CanaryWish {
  readonly values: Values
  /** Where the pod would be: one that the webhook is for. */
  readonly namespace: string
  readonly deadline: number
}

export const canaryRole = 'arn:aws:iam::111122223333:role/podpass-canary'

/** Makes a ServiceAccount for it and takes that away again, whatever happens. */
export async function awaitCanary(needs: ClusterNeeds, wish: CanaryWish): Promise<Done> {
  const { client, newId } = needs
  const name = `podpass-canary-${newId()}`
  const account = pathOf('serviceaccounts', wish.namespace, name)
  const prefix = String(wish.values.flags['annotation-prefix'] ?? 'eks.amazonaws.com')
  const made = await client.create(pathOf('serviceaccounts', wish.namespace), {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, annotations: { [`${prefix}/role-arn`]: canaryRole } },
  })
  if (!made.ok) return failed(`the canary's ServiceAccount in ${wish.namespace}: ${made.problem.message}`)
  try {
    return await keepTrying(needs, wish, name)
  } finally {
    await client.delete(account)
  }
}

async function keepTrying(needs: ClusterNeeds, wish: CanaryWish, name: string): Promise<Done> {
  const { client, wait, now } = needs
  const pod = canaryPod(name)
  for (;;) {
    const answer = await client.create(pathOf('pods', wish.namespace), pod, { dryRun: 'All' })
    if (answer.ok && isMutated(answer.value)) return { ok: true }
    if (now() >= wish.deadline) {
      const causes = answer.ok
        ? [...answer.warnings, ...(await explainSilence(needs, { ...wish, pod }))]
        : [answer.problem.message]
      return failed(`a canary pod in namespace ${wish.namespace} did not get its role`, ...causes)
    }
    await wait(Math.min(1000, Math.max(1, wish.deadline - now())))
  }
}

/** Fit for namespaces of the restricted standard. */
const canaryPod = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { 'podpass.dev/canary': name } },
  spec: {
    serviceAccountName: name,
    securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'canary',
        image: 'podpass.invalid/canary',
        resources: { requests: { cpu: '1m', memory: '1Mi' }, limits: { cpu: '1m', memory: '1Mi' } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
})

/** The role in its environment and the token among its volumes. */
function isMutated(pod: JsonObject): boolean {
  const [container] = listOf(valueAt(pod, 'spec', 'containers'))
  const hasRole = listOf(valueAt(container, 'env')).some(
    (variable) => valueAt(variable, 'name') === 'AWS_ROLE_ARN' && valueAt(variable, 'value') === canaryRole,
  )
  const mounts = listOf(valueAt(container, 'volumeMounts')).map((mount) => textOf(valueAt(mount, 'name')))
  const hasToken = listOf(valueAt(pod, 'spec', 'volumes')).some(
    (volume) =>
      textOf(valueAt(volume, 'name'))?.startsWith('aws-iam-token') === true &&
      mounts.includes(textOf(valueAt(volume, 'name'))),
  )
  return hasRole && hasToken
}
