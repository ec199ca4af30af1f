/** Asks for the credentials of the node's role as EC2 delivers them to an instance. */
import type { MetadataWish } from '../../../server/index.ts'
import { callPodpass, Refusal } from '../../podpass-api.ts'
import type { Installation } from '../../installation.ts'

interface Delivered {
  readonly Credentials: {
    readonly AccessKeyId: string
    readonly SecretAccessKey: string
    readonly SessionToken: string
    /** Seconds since the epoch. */
    readonly Expiration: number
  }
}

export function askForNodeRole(
  installation: Installation,
  roleArn: string | undefined,
): MetadataWish['credentials'] {
  return async (instanceId, version) => {
    if (roleArn === undefined) return { ok: false, code: 'Failed', message: 'the instance has no role' }
    try {
      const input = { RoleArn: roleArn, InstanceId: instanceId, MetadataVersion: version }
      const { Credentials } = await callPodpass<Delivered>(installation, 'DeliverInstanceCredentials', input)
      return {
        ok: true,
        credentials: {
          accessKeyId: Credentials.AccessKeyId,
          secretAccessKey: Credentials.SecretAccessKey,
          sessionToken: Credentials.SessionToken,
          expiresAt: Credentials.Expiration * 1000,
        },
      }
    } catch (error) {
      const code = error instanceof Refusal ? error.code : 'Failed'
      const { message } = error as Error
      return {
        ok: false,
        code,
        message: message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message,
      }
    }
  }
}
