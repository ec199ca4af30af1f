/** The domains of AWS itself, by which real AWS is told from everything else. */

/** One for each partition, dual-stack endpoints among them; the console, SSO and function URLs have others. */
const domains = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'amazonaws-us-gov.com',
  'api.aws',
  'api.amazonwebservices.com.cn',
  'api.amazonwebservices.eu',
  'aws.amazon.com',
  'amazonaws.cn',
  'aws.dev',
  'awsapps.com',
  'awsapps.cn',
  'on.aws',
  'app.aws',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
] as const

/** Whether a host is, or lies below, a domain of AWS. The name in lower case. */
export const isAwsHost = (host: string): boolean => domains.some((domain) => lies(host, domain))

/** Whether an entry of NO_PROXY spares hosts of AWS: all hosts, an AWS domain, one below it or one above it. */
export function sparesAwsHosts(entry: string): boolean {
  const name = entry
    .toLowerCase()
    .replace(/^\*?\.?/, '')
    .replace(/:\d+$/, '')
  return (
    (entry.startsWith('*') && name === '') || isAwsHost(name) || domains.some((domain) => lies(domain, name))
  )
}

const lies = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`)
