/** The add-ons that there are, and which of their versions go with which Kubernetes version. */
import { minorOf } from '../clusters/minor.ts'
import { versions as clusterVersions } from '../clusters/versions.ts'
import { type Setting, settings } from './settings.ts'

export interface AddonKind {
  readonly addonName: string
  readonly type: string
  readonly namespace: string
  /** What it may be configured with. */
  readonly settings: Setting
  /** Its ServiceAccount, where it calls AWS, and the managed policy that AWS suggests for it. */
  readonly identity?: { readonly serviceAccount: string; readonly policy: string }
  /** Newest first; the first that fits a cluster is its default. */
  readonly versions: readonly AddonVersion[]
}

export interface AddonVersion {
  readonly version: string
  /** The first and the last Kubernetes version; all when absent. */
  readonly from?: string
  readonly to?: string
}

const each = (version: string, kubernetes: string): AddonVersion => ({
  version,
  from: kubernetes,
  to: kubernetes,
})

export const catalogue: readonly AddonKind[] = [
  {
    addonName: 'coredns',
    type: 'networking',
    namespace: 'kube-system',
    settings: settings.coredns,
    versions: [
      { version: 'v1.13.1-eksbuild.1', from: '1.35', to: '1.35' },
      { version: 'v1.12.3-eksbuild.1', from: '1.34', to: '1.34' },
      { version: 'v1.12.1-eksbuild.2', from: '1.33', to: '1.33' },
      { version: 'v1.11.4-eksbuild.2', from: '1.29', to: '1.32' },
    ],
  },
  {
    addonName: 'eks-pod-identity-agent',
    type: 'security',
    namespace: 'kube-system',
    settings: settings.podIdentityAgent,
    versions: [
      { version: 'v1.3.10-eksbuild.2' },
      { version: 'v1.3.8-eksbuild.2' },
      { version: 'v1.3.4-eksbuild.1' },
    ],
  },
  {
    addonName: 'kube-proxy',
    type: 'networking',
    namespace: 'kube-system',
    settings: settings.kubeProxy,
    versions: [
      each('v1.35.0-eksbuild.2', '1.35'),
      each('v1.34.0-eksbuild.2', '1.34'),
      each('v1.33.3-eksbuild.4', '1.33'),
      each('v1.32.6-eksbuild.12', '1.32'),
      each('v1.31.10-eksbuild.12', '1.31'),
      each('v1.30.14-eksbuild.8', '1.30'),
      each('v1.29.15-eksbuild.16', '1.29'),
    ],
  },
  {
    addonName: 'vpc-cni',
    type: 'networking',
    namespace: 'kube-system',
    settings: settings.vpcCni,
    identity: { serviceAccount: 'aws-node', policy: 'AmazonEKS_CNI_Policy' },
    versions: [
      { version: 'v1.20.4-eksbuild.2' },
      { version: 'v1.20.3-eksbuild.1' },
      { version: 'v1.19.6-eksbuild.7', to: '1.34' },
    ],
  },
]

export const findAddonKind = (name: string): AddonKind | undefined =>
  catalogue.find(({ addonName }) => addonName === name)

export const fits = ({ from, to }: AddonVersion, kubernetes: string): boolean =>
  (from === undefined || minorOf(kubernetes) >= minorOf(from)) &&
  (to === undefined || minorOf(kubernetes) <= minorOf(to))

/** The Kubernetes versions that an add-on's version goes with, newest first. */
export const kubernetesVersionsOf = (version: AddonVersion): readonly string[] =>
  clusterVersions.map((cluster) => cluster.version).filter((kubernetes) => fits(version, kubernetes))

export const defaultFor = ({ versions }: AddonKind, kubernetes: string): AddonVersion | undefined =>
  versions.find((version) => fits(version, kubernetes))
