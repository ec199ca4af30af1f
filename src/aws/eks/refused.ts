/** Operations that are refused by name, each with the reason. */
import type { Operation } from '../protocol/index.ts'
import { notImplemented } from './errors.ts'

const reasons: Readonly<Record<string, readonly string[]>> = {
  'there are no managed capabilities (Argo CD, ACK, kro)': [
    'CreateCapability',
    'DeleteCapability',
    'DescribeCapability',
    'ListCapabilities',
    'UpdateCapability',
  ],
  'there is no EKS Anywhere': [
    'CreateEksAnywhereSubscription',
    'DeleteEksAnywhereSubscription',
    'DescribeEksAnywhereSubscription',
    'ListEksAnywhereSubscriptions',
    'UpdateEksAnywhereSubscription',
  ],
  'nothing inspects clusters for insights': [
    'DescribeInsight',
    'DescribeInsightsRefresh',
    'ListInsights',
    'StartInsightsRefresh',
  ],
  'clusters of others are not connected': ['DeregisterCluster', 'RegisterCluster'],
  'there is no KMS to encrypt secrets with': ['AssociateEncryptionConfig'],
}

const refusal = (name: string, reason: string): Operation => ({
  authorize: { exempt: 'it is refused before anything is looked at' },
  invoke: () => {
    throw notImplemented(`eks:${name} is not implemented by Podpass: ${reason}`)
  },
})

export const refusedOperations: Readonly<Record<string, Operation>> = Object.fromEntries(
  Object.entries(reasons).flatMap(([reason, names]) => names.map((name) => [name, refusal(name, reason)])),
)
