/** DescribeClusterVersions: the Kubernetes versions that clusters can have, and how long each is supported. */
import type { Operation } from '../../protocol/index.ts'
import { invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { type ClusterVersion, defaultVersion, platformVersion, statusOf, versions } from './versions.ts'

export interface DescribeClusterVersionsInput {
  readonly clusterType?: string
  readonly maxResults?: number
  readonly nextToken?: string
  readonly defaultOnly?: boolean
  readonly includeAll?: boolean
  readonly clusterVersions?: readonly string[]
  /** The older spelling: `standard-support`. */
  readonly status?: string
  /** `STANDARD_SUPPORT`. */
  readonly versionStatus?: string
}

export interface DescribeClusterVersionsOutput {
  readonly clusterVersions: readonly ClusterVersionOutput[]
  readonly nextToken?: string
}

export interface ClusterVersionOutput {
  readonly clusterVersion: string
  readonly clusterType: string
  readonly defaultPlatformVersion: string
  readonly defaultVersion: boolean
  readonly releaseDate: Date
  readonly endOfStandardSupportDate: Date
  readonly endOfExtendedSupportDate: Date
  readonly status: string
  readonly versionStatus: string
}

export const describeClusterVersions = ({
  clock,
}: EksNeeds): Operation<DescribeClusterVersionsInput, DescribeClusterVersionsOutput> => ({
  authorize: () => [{ action: 'eks:DescribeClusterVersions', resource: '*' }],
  invoke: (input) => {
    const found = versions
      .map((version) => outputOf(version, clock()))
      .filter((version) => fits(version, input))
    const start = input.nextToken === undefined ? 0 : readToken(input.nextToken)
    const end = start + (input.maxResults ?? found.length)
    return {
      clusterVersions: found.slice(start, end),
      ...(end < found.length && { nextToken: String(end) }),
    }
  },
})

/** Versions that are no longer supported are shown only to who asks for all, for them, or for their status. */
function fits(version: ClusterVersionOutput, input: DescribeClusterVersionsInput): boolean {
  const status = input.versionStatus ?? input.status?.toUpperCase().replaceAll('-', '_')
  if (input.clusterType !== undefined && input.clusterType !== version.clusterType) return false
  if (input.defaultOnly && !version.defaultVersion) return false
  if (input.clusterVersions?.length) return input.clusterVersions.includes(version.clusterVersion)
  if (status !== undefined) return version.versionStatus === status
  return input.includeAll === true || version.versionStatus !== 'UNSUPPORTED'
}

function readToken(token: string): number {
  if (!/^\d{1,6}$/.test(token)) throw invalidParameter('The nextToken is not valid.')
  return Number(token)
}

function outputOf(version: ClusterVersion, now: number): ClusterVersionOutput {
  const versionStatus = statusOf(version, now)
  return {
    clusterVersion: version.version,
    clusterType: 'eks',
    defaultPlatformVersion: platformVersion,
    defaultVersion: version.version === defaultVersion,
    releaseDate: new Date(version.released),
    endOfStandardSupportDate: new Date(version.endOfStandardSupport),
    endOfExtendedSupportDate: new Date(version.endOfExtendedSupport),
    status: versionStatus.toLowerCase().replaceAll('_', '-'),
    versionStatus,
  }
}
