/** DescribeAddonVersions: which add-ons there are, in which versions, for which Kubernetes versions. */
import type { Operation } from '../../protocol/index.ts'
import { platformVersion } from '../clusters/versions.ts'
import { invalidParameter } from '../errors.ts'
import { type PageInput, pageOf } from '../page.ts'
import {
  type AddonKind,
  type AddonVersion,
  catalogue,
  defaultFor,
  findAddonKind,
  fits,
  kubernetesVersionsOf,
} from './catalogue.ts'

export interface DescribeAddonVersionsInput extends PageInput {
  readonly kubernetesVersion?: string
  readonly addonName?: string
  readonly types?: readonly string[]
  readonly publishers?: readonly string[]
  readonly owners?: readonly string[]
}

export interface DescribeAddonVersionsOutput {
  readonly addons: readonly object[]
  readonly nextToken?: string
}

export const describeAddonVersions = (): Operation<
  DescribeAddonVersionsInput,
  DescribeAddonVersionsOutput
> => ({
  authorize: () => [{ action: 'eks:DescribeAddonVersions', resource: '*' }],
  invoke: (input) => {
    const { addonName, kubernetesVersion, types, publishers, owners } = input
    if (addonName !== undefined && findAddonKind(addonName) === undefined)
      throw invalidParameter('Addon specified is not supported', { addonName })
    const wanted = (list: readonly string[] | undefined, value: string): boolean =>
      list === undefined || list.length === 0 || list.includes(value)
    const all = catalogue
      .filter((kind) => (addonName ?? kind.addonName) === kind.addonName)
      .filter(({ type }) => wanted(types, type) && wanted(publishers, 'eks') && wanted(owners, 'aws'))
      .map((kind) => addonInfo(kind, kubernetesVersion))
      .filter(({ addonVersions }) => addonVersions.length > 0)
    const { items, more } = pageOf(all, (info) => info.addonName, input)
    return { addons: items, ...more }
  },
})

const addonInfo = (kind: AddonKind, kubernetes: string | undefined) => ({
  addonName: kind.addonName,
  type: kind.type,
  addonVersions: kind.versions
    .filter((version) => kubernetes === undefined || fits(version, kubernetes))
    .map((version) => versionInfo(kind, version, kubernetes)),
  publisher: 'eks',
  owner: 'aws',
  defaultNamespace: kind.namespace,
})

const versionInfo = (kind: AddonKind, version: AddonVersion, kubernetes: string | undefined) => ({
  addonVersion: version.version,
  architecture: ['amd64', 'arm64'],
  computeTypes: kind.addonName === 'coredns' ? ['ec2', 'fargate'] : ['ec2'],
  compatibilities: kubernetesVersionsOf(version)
    .filter((each) => kubernetes === undefined || each === kubernetes)
    .map((clusterVersion) => ({
      clusterVersion,
      platformVersions: ['*', platformVersion],
      defaultVersion: defaultFor(kind, clusterVersion) === version,
    })),
  requiresConfiguration: false,
  requiresIamPermissions: kind.identity !== undefined,
})
