/** EKS Auth as the gateway serves it. */
import type { ServiceDefinition } from '../protocol/index.ts'
import type { EksAuthNeeds } from './needs.ts'
import { assumeRoleForPodIdentity } from './operations/assume-role-for-pod-identity.ts'

export interface EksAuth {
  readonly service: ServiceDefinition
}

export const createEksAuth = (needs: EksAuthNeeds): EksAuth => ({
  service: {
    model: 'eks-auth',
    operations: { AssumeRoleForPodIdentity: assumeRoleForPodIdentity(needs) },
  },
})
