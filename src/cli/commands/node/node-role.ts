/** Asks for the credentials of the node's role as EC2 would deliver them to the instance. */
import type { MetadataWish } from '../../../server/index.ts'
import type { Installation } from '../../installation.ts'

export function askForNodeRole(
  { runtime, admin }: Installation,
  roleArn: string | undefined,
): MetadataWish['credentials'] {
  return async (instanceId) => {
    if (roleArn === undefined) return { ok: false, code: 'Failed', message: 'the instance has no role' }
    const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts')
    const sts = new STSClient({
      endpoint: runtime.endpoint,
      region: admin.region,
      credentials: admin,
      maxAttempts: 1,
    })
    try {
      const { Credentials } = await sts.send(
        new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: instanceId }),
      )
      return {
        ok: true,
        credentials: {
          accessKeyId: Credentials!.AccessKeyId!,
          secretAccessKey: Credentials!.SecretAccessKey!,
          sessionToken: Credentials!.SessionToken!,
          expiresAt: Credentials!.Expiration!.getTime(),
        },
      }
    } catch (error) {
      return { ok: false, code: 'AssumeRoleUnauthorizedAccess', message: (error as Error).message }
    } finally {
      sts.destroy()
    }
  }
}
