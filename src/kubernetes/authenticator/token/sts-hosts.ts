/** Which hosts a login token may name: those of AWS's STS in one partition, or those that the operator named. */
import { isPartition, isRegion, partitionOf } from '../../../arn/index.ts'

export interface StsHosts {
  readonly schemes: readonly string[]
  /** What is wrong with a host; undefined when tokens may name it. */
  readonly refuse: (host: string) => string | undefined
  /** Where a call for that host goes to. Nothing of it comes from the token. */
  readonly endpointOf: (host: string) => URL
  /** A short name for metrics; there are as many as there are hosts. */
  readonly labelOf: (host: string) => string
}

const suffixes: Readonly<Record<string, readonly string[]>> = {
  aws: ['amazonaws.com', 'api.aws'],
  'aws-cn': ['amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  'aws-us-gov': ['amazonaws.com', 'api.aws'],
  'aws-iso': ['c2s.ic.gov'],
  'aws-iso-b': ['sc2s.sgov.gov'],
  'aws-iso-e': ['cloud.adc-e.uk'],
  'aws-iso-f': ['csp.hci.ic.gov'],
  'aws-eusc': ['amazonaws.eu', 'api.amazonwebservices.eu'],
}

/** Undefined for a partition that there is not. */
export function awsStsHosts(partition: string): StsHosts | undefined {
  const own = isPartition(partition) ? suffixes[partition] : undefined
  if (own === undefined) return undefined
  const refuse = (host: string): string | undefined => {
    if (host === 'sts.amazonaws.com')
      return partition === 'aws' ? undefined : `global endpoint unsupported in partition ${partition}`
    const [service = '', region = '', ...rest] = host.split('.')
    if (region === '' || rest.length === 0)
      return `could not parse region for pre-signed URL ${quote(host)}, invalid host format`
    const isSts = service === 'sts' || service === 'sts-fips'
    if (!isSts || !isRegion(region) || !Object.values(suffixes).flat().includes(rest.join('.')))
      return unexpected(host)
    return partitionOf(region) === partition && own.includes(rest.join('.'))
      ? undefined
      : `partition {${partition}} does not support hostname ${quote(host)}`
  }
  return {
    schemes: ['https'],
    refuse,
    endpointOf: (host) => new URL(`https://${host}/`),
    labelOf: (host) => (host === 'sts.amazonaws.com' ? 'global' : host.split('.')[1]!),
  }
}

export interface NamedHosts {
  /** Where calls go. */
  readonly endpoint: URL
  /** Whether tokens may name the host, with its port, beside the endpoint's own. */
  readonly isKnown?: (host: string) => boolean
  readonly schemes?: readonly string[]
}

/** For an STS of one's own, which clients may know by other names than the authenticator does. */
export function namedStsHosts({ endpoint, isKnown = () => false, schemes }: NamedHosts): StsHosts {
  return {
    schemes: schemes ?? [endpoint.protocol.slice(0, -1)],
    refuse: (host) => (host === endpoint.host || isKnown(host) ? undefined : unexpected(host)),
    endpointOf: () => endpoint,
    labelOf: (host) => host,
  }
}

const unexpected = (host: string): string => `unexpected hostname ${quote(host)} in pre-signed URL`

const quote = (text: string): string => JSON.stringify(text.slice(0, 200))
