/** The Kubernetes versions of EKS: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
import { minorOf } from './minor.ts'

export interface ClusterVersion {
  readonly version: string
  readonly released: number
  readonly endOfStandardSupport: number
  readonly endOfExtendedSupport: number
}

export type VersionStatus = 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | 'UNSUPPORTED'

const row = (version: string, released: string, standard: string, extended: string): ClusterVersion => ({
  version,
  released: Date.parse(released),
  endOfStandardSupport: Date.parse(standard),
  endOfExtendedSupport: Date.parse(extended),
})

/** Newest first. */
export const versions: readonly ClusterVersion[] = [
  row('1.35', '2026-01-27', '2027-03-27', '2028-03-27'),
  row('1.34', '2025-10-02', '2026-12-02', '2027-12-02'),
  row('1.33', '2025-05-29', '2026-07-29', '2027-07-29'),
  row('1.32', '2025-01-23', '2026-03-23', '2027-03-23'),
  row('1.31', '2024-09-26', '2025-11-26', '2026-11-26'),
  row('1.30', '2024-05-23', '2025-07-23', '2026-07-23'),
  row('1.29', '2024-01-23', '2025-03-23', '2026-03-23'),
]

export const defaultVersion = versions[0]!.version

/** The only platform version there is here; AWS counts its own for each Kubernetes version. */
export const platformVersion = 'eks.1'

/** The newest version stays supported however old this table is, so that a cluster can always be made. */
export function statusOf(version: ClusterVersion, now: number): VersionStatus {
  if (now < version.endOfStandardSupport || version === versions[0]) return 'STANDARD_SUPPORT'
  return now < version.endOfExtendedSupport ? 'EXTENDED_SUPPORT' : 'UNSUPPORTED'
}

export const isSupported = (version: string, now: number): boolean =>
  versions.some((each) => each.version === version && statusOf(each, now) !== 'UNSUPPORTED')

/** Supported, or a retired one that the operator lets clusters have: `from` is the oldest of these. */
export const isTaken = (version: string, now: number, from: string | undefined): boolean =>
  isSupported(version, now) ||
  (from !== undefined &&
    /^1\.\d{1,2}$/.test(version) &&
    minorOf(version) >= minorOf(from) &&
    minorOf(version) <= minorOf(defaultVersion))
