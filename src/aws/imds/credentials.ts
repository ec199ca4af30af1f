/** The role's credentials as the metadata service shows them: asked for when they are needed, renewed long before their end. */

export interface RoleCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** What there is, or why there is nothing in EC2's code and words. */
export type DeliveredCredentials =
  | { readonly ok: true; readonly credentials: RoleCredentials }
  | { readonly ok: false; readonly code: string; readonly message: string }

export type AskForCredentials = (version: '1.0' | '2.0') => Promise<DeliveredCredentials>

export interface CredentialDocuments {
  readonly document: (version: '1.0' | '2.0', now: number) => Promise<string>
}

interface Kept {
  readonly text: string
  readonly askAgainAt: number
}

/** EC2 promises new credentials at least five minutes before the old ones end; they come well before. */
const renewBefore = 3_600_000
const retryAfter = 5000

export function createCredentialDocuments(ask: AskForCredentials): CredentialDocuments {
  const kept = new Map<string, Kept>()
  const asking = new Map<string, Promise<Kept>>()

  const renew = async (version: '1.0' | '2.0', now: number): Promise<Kept> => {
    const delivered = await ask(version)
    if (!delivered.ok) return { text: failed(delivered, now), askAgainAt: now + retryAfter }
    const { expiresAt } = delivered.credentials
    const life = expiresAt - now
    return {
      text: succeeded(delivered.credentials, now),
      askAgainAt: expiresAt - Math.min(renewBefore, life / 2),
    }
  }

  return {
    document: async (version, now) => {
      const known = kept.get(version)
      if (known !== undefined && now < known.askAgainAt) return known.text
      const underWay = asking.get(version) ?? renew(version, now).finally(() => asking.delete(version))
      asking.set(version, underWay)
      const made = await underWay
      kept.set(version, made)
      return made.text
    },
  }
}

const succeeded = (credentials: RoleCredentials, now: number): string =>
  pretty({
    Code: 'Success',
    LastUpdated: isoSeconds(now),
    Type: 'AWS-HMAC',
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    Token: credentials.sessionToken,
    Expiration: isoSeconds(credentials.expiresAt),
  })

const failed = (
  { code, message }: { readonly code: string; readonly message: string },
  now: number,
): string => pretty({ Code: code, Message: message, LastUpdated: isoSeconds(now) })

const isoSeconds = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`

/** With the blanks that the real one has, which people's own scripts cut by. */
export const pretty = (members: Readonly<Record<string, string>>): string =>
  `{\n${Object.entries(members)
    .map(([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`)
    .join(',\n')}\n}`
