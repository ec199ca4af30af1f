/** The node's own role, offered to a pod's processes by the instance metadata calls that SDKs fall back on: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html */
import { randomBytes } from 'node:crypto'
import type { HttpRequest, HttpResponse } from '../../../kit/index.ts'
import { openHttp } from '../../../server/index.ts'
import type { Installation } from '../../installation.ts'
import { Failure } from '../../failure.ts'

export interface NodeMetadata {
  /** Leads AWS clients to the metadata of this node. */
  readonly variables: Readonly<Record<string, string>>
  close(): Promise<void>
}

interface NodeCredentials {
  readonly roleName: string
  readonly document: string
}

const credentialsPath = '/latest/meta-data/iam/security-credentials/'

/** Assumes the role with the administrator's keys and serves its credentials on loopback, version 2 of the protocol only. */
export async function serveNodeRole(installation: Installation, roleArn: string): Promise<NodeMetadata> {
  const credentials = await assumeNodeRole(installation, roleArn)
  const token = randomBytes(32).toString('base64')
  const port = await openHttp({
    handler: (request) => Promise.resolve(answerMetadata(request, token, credentials)),
    address: { host: '127.0.0.1', port: 0 },
    onFault: (fault) => console.error(`podpass: the node's metadata: ${String(fault)}`),
  })
  return {
    variables: { AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port.port}` },
    close: () => port.close(0),
  }
}

async function assumeNodeRole({ runtime, admin }: Installation, roleArn: string): Promise<NodeCredentials> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts')
  const sts = new STSClient({
    endpoint: runtime.endpoint,
    region: admin.region,
    credentials: admin,
    maxAttempts: 1,
  })
  const instanceId = `i-0${randomBytes(8).toString('hex')}`
  const { Credentials } = await sts
    .send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: instanceId }))
    .catch((cause: Error) => {
      throw new Failure(`the node cannot have its role: ${cause.message}`, { cause })
    })
  const document = {
    Code: 'Success',
    LastUpdated: new Date().toISOString(),
    Type: 'AWS-HMAC',
    AccessKeyId: Credentials!.AccessKeyId,
    SecretAccessKey: Credentials!.SecretAccessKey,
    Token: Credentials!.SessionToken,
    Expiration: Credentials!.Expiration!.toISOString(),
  }
  return { roleName: roleArn.slice(roleArn.lastIndexOf('/') + 1), document: JSON.stringify(document) }
}

export function answerMetadata(
  { method, target, headers }: HttpRequest,
  token: string,
  { roleName, document }: NodeCredentials,
): HttpResponse {
  const text = (status: number, body: string, more: HttpResponse['headers'] = {}): HttpResponse => ({
    status,
    headers: { 'content-type': 'text/plain', ...more },
    body,
  })
  // A page that gave its own name this address could ask else, and read the answer.
  const { host = [] } = headers
  if (host.length !== 1 || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host[0]!))
    return text(400, '', { connection: 'close' })
  if (method === 'PUT' && target === '/latest/api/token') return text(200, token)
  if (String(headers['x-aws-ec2-metadata-token']) !== token) return text(401, '')
  if (target === credentialsPath) return text(200, roleName)
  return target === credentialsPath + roleName ? text(200, document) : text(404, '')
}
