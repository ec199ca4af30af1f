/** The objects of an add-on, by its name, in the order in which they are made. */
import { corednsObjects } from './coredns.ts'
import type { AddonFacts } from './facts.ts'
import type { KubeObject, ObjectName } from './kube-object.ts'
import { kubeProxyObjects } from './kube-proxy.ts'
import { podIdentityAgentObjects } from './pod-identity-agent.ts'
import { vpcCniObjects } from './vpc-cni.ts'

interface Made {
  readonly objects: (facts: AddonFacts) => readonly KubeObject[]
  /** What runs of it, by which its health is told. */
  readonly workload: Omit<ObjectName, 'namespace'>
}

const workload = (kind: string, name: string): Made['workload'] => ({ apiVersion: 'apps/v1', kind, name })

const made: Readonly<Record<string, Made>> = {
  coredns: { objects: corednsObjects, workload: workload('Deployment', 'coredns') },
  'eks-pod-identity-agent': {
    objects: podIdentityAgentObjects,
    workload: workload('DaemonSet', 'eks-pod-identity-agent'),
  },
  'kube-proxy': { objects: kubeProxyObjects, workload: workload('DaemonSet', 'kube-proxy') },
  'vpc-cni': { objects: vpcCniObjects, workload: workload('DaemonSet', 'aws-node') },
}

export const renderAddon = (name: string, facts: AddonFacts): readonly KubeObject[] =>
  made[name]?.objects(facts) ?? []

export const workloadOf = (name: string, namespace: string): ObjectName | undefined => {
  const found = made[name]
  return found && { ...found.workload, namespace }
}
