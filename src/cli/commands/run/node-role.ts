/** The node's own role, offered to a pod's processes by the instance metadata calls that SDKs fall back on: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { openPort } from '../../../server/index.ts'
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
  const server = createServer({ requireHostHeader: false }, (request, response) =>
    answerMetadata(request, response, token, credentials),
  )
  const port = await openPort(server, { host: '127.0.0.1', port: 0 }, [server])
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
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  { roleName, document }: NodeCredentials,
): void {
  const text = (status: number, body: string): void =>
    void response.writeHead(status, { 'content-type': 'text/plain' }).end(body)
  request.resume()
  // A page that gave its own name this address could ask else, and read the answer.
  const { host = [] } = request.headersDistinct
  if (host.length !== 1 || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host[0]!)) {
    response.shouldKeepAlive = false
    return text(400, '')
  }
  if (request.method === 'PUT' && request.url === '/latest/api/token') return text(200, token)
  if (request.headers['x-aws-ec2-metadata-token'] !== token) return text(401, '')
  if (request.url === credentialsPath) return text(200, roleName)
  return request.url === credentialsPath + roleName ? text(200, document) : text(404, '')
}
