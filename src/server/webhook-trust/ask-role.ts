/** Asks IAM for a role's trust policy, with the credentials that the AWS SDK finds and at the endpoint that it is told. */
import { Agent } from 'node:https'
import { rootCertificates } from 'node:tls'
import { parseArn } from '../../arn/index.ts'
import type { RoleAnswer } from '../../kubernetes/webhook/index.ts'
import { compilePolicy, parsePolicy, type CompiledPolicy } from '../../policy/index.ts'

export interface RoleAskerFacts {
  /** Of AWS; the SDK's own when left out. */
  readonly endpoint?: string
  /** PEM that is trusted beside the system's own certificates. */
  readonly ca?: string
  /** The SDK's own when left out. */
  readonly region?: string
}

export interface RoleAsker {
  readonly ask: (roleArn: string) => Promise<RoleAnswer<CompiledPolicy>>
  readonly close: () => void
}

/** The SDK is loaded only by whoever wants the check. */
export async function openRoleAsker({ endpoint, ca, region }: RoleAskerFacts): Promise<RoleAsker> {
  const [{ GetRoleCommand, IAMClient }, { GetCallerIdentityCommand, STSClient }] = await Promise.all([
    import('@aws-sdk/client-iam'),
    import('@aws-sdk/client-sts'),
  ])
  const common = {
    region: region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: {
      connectionTimeout: 3000,
      requestTimeout: 5000,
      ...(ca !== undefined && { httpsAgent: new Agent({ keepAlive: true, ca: [...rootCertificates, ca] }) }),
    },
  }
  const iam = new IAMClient(common)
  const sts = new STSClient(common)
  let account: string | undefined

  const ask = async (roleArn: string): Promise<RoleAnswer<CompiledPolicy>> => {
    const arn = parseArn(roleArn)
    const name = arn?.resource.split('/').at(-1)
    if (arn === undefined || name === undefined || name === '')
      return { kind: 'unknown', because: 'it is no role ARN' }
    account ??= (await sts.send(new GetCallerIdentityCommand({}))).Account
    // By its name a role of another account would be taken for one of this account.
    if (arn.account !== account)
      return { kind: 'unknown', because: `it is of another account than the webhook's ${account}` }
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }))
    // Names are unique whatever the path is, so there is no other one.
    if (Role?.Arn !== roleArn) return { kind: 'missing' }
    const parsed = parsePolicy(decodeURIComponent(Role.AssumeRolePolicyDocument ?? ''), 'trust')
    return parsed.ok
      ? { kind: 'found', trustPolicy: compilePolicy(parsed.document, { name: roleArn }) }
      : { kind: 'unknown', because: `its trust policy cannot be read: ${parsed.problems[0].detail}` }
  }

  return {
    ask: async (roleArn) => {
      try {
        return await ask(roleArn)
      } catch (error) {
        return answerOf(error)
      }
    },
    close: () => {
      iam.destroy()
      sts.destroy()
    },
  }
}

function answerOf(error: unknown): RoleAnswer<CompiledPolicy> {
  const { name, message } = error instanceof Error ? error : { name: '', message: 'unknown error' }
  if (name.startsWith('NoSuchEntity')) return { kind: 'missing' }
  if (name.startsWith('AccessDenied'))
    return { kind: 'unknown', because: `the webhook may not ask: ${message}` }
  return { kind: 'failed', because: `it could not be asked for: ${name}: ${message}` }
}
