/** What a host name says: AWS's service and region, or the bucket in front of S3's name. */
import { isRegion } from '../../../arn/index.ts'

const awsSuffix = /\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws|c2s\.ic\.gov|sc2s\.sgov\.gov)$/

export const hostNameOf = (host: string): string => {
  // An IPv6 address stands in brackets, and its colons are no port.
  const end = host.startsWith('[') ? host.indexOf(']') + 1 : host.indexOf(':')
  return (end <= 0 ? host : host.slice(0, end)).toLowerCase().replace(/\.$/, '')
}

/** The labels in front of one of AWS's own domains, or undefined for other hosts. */
export function awsLabels(hostName: string): readonly string[] | undefined {
  const suffix = awsSuffix.exec(hostName)
  return suffix === null ? undefined : hostName.slice(0, suffix.index).split('.')
}

/** The region in an AWS host name such as `sts.eu-west-1.amazonaws.com` or `bucket.s3-eu-west-1.amazonaws.com`. */
export const regionOfHost = (hostName: string): string | undefined =>
  awsLabels(hostName)
    ?.map((label) => label.replace(/^s3-/, ''))
    .find(isRegion)

/** The bucket of a virtual host: `bucket.s3.REGION.amazonaws.com`, `bucket.s3.localhost`, `bucket.localhost`. */
export function bucketOfHost(hostName: string): string | undefined {
  const ofAws = awsLabels(hostName)
  const labels = ofAws ?? hostName.split('.')
  if (ofAws === undefined && labels.at(-1) !== 'localhost') return undefined
  const at = labels.findLastIndex((label) => label === 's3' || /^s3-[a-z]/.test(label))
  if (at > 0) return labels.slice(0, at).join('.')
  return at === 0 || ofAws !== undefined ? undefined : labels.slice(0, -1).join('.') || undefined
}
