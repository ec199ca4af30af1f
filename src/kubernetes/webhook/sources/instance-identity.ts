/** Asks the instance metadata service which account and region the machine is in, for `--compose-role-arn`. */
import { partitionOf } from '../../../arn/index.ts'
import { textOf, valueAt } from '../../api/index.ts'

export interface InstanceIdentity {
  readonly account: string
  readonly region: string
  readonly partition: string
}

/** In words for people: nothing can be composed without it, so there is no start without it. */
export class InstanceIdentityUnknown extends Error {}

const defaultEndpoint = 'http://169.254.169.254'
const attempts = 3

export async function findInstanceIdentity(
  endpoint = defaultEndpoint,
  timeout = 1000,
): Promise<InstanceIdentity> {
  let problem = ''
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      return readDocument(await askForDocument(endpoint, timeout))
    } catch (error) {
      if (error instanceof InstanceIdentityUnknown) throw error
      problem = (error as Error).message
    }
  }
  throw new InstanceIdentityUnknown(
    `the instance metadata service at ${endpoint} does not tell the account and region that --compose-role-arn needs: ${problem}; --aws-account-id names the account without it`,
  )
}

async function askForDocument(endpoint: string, timeout: number): Promise<string> {
  const base = endpoint.replace(/\/$/, '')
  const token = await askForToken(base, timeout)
  const response = await fetch(`${base}/latest/dynamic/instance-identity/document`, {
    headers: token === undefined ? {} : { 'x-aws-ec2-metadata-token': token },
    signal: AbortSignal.timeout(timeout),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`it answered ${response.status}`)
  return text
}

/** Its answer does not reach a pod where the hop limit is 1; the first version of the service asks for none. */
async function askForToken(base: string, timeout: number): Promise<string | undefined> {
  try {
    const response = await fetch(`${base}/latest/api/token`, {
      method: 'PUT',
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
      signal: AbortSignal.timeout(timeout),
    })
    const text = await response.text()
    return response.ok ? text : undefined
  } catch {
    return undefined
  }
}

function readDocument(text: string): InstanceIdentity {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new InstanceIdentityUnknown('the instance identity document is not JSON')
  }
  const account = textOf(valueAt(document, 'accountId'))
  const region = textOf(valueAt(document, 'region'))
  if (!account || !region || !/^\d{12}$/.test(account))
    throw new InstanceIdentityUnknown('the instance identity document names no account and region')
  return { account, region, partition: partitionOf(region) }
}
