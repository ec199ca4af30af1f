/** Who LookupEvents says that an event is of. */
import type { TrailEvent } from './needs.ts'

/** Whom CloudTrail names as the user: a session by its name, a web identity by its subject. */
export function usernameOf(event: TrailEvent): string | undefined {
  const identity = objectOf(event.userIdentity)
  const principalId = textOf(identity.principalId)
  switch (identity.type) {
    case 'Root':
      return 'root'
    case 'AssumedRole':
    case 'FederatedUser':
      return principalId?.slice(principalId.indexOf(':') + 1)
    case 'AWSService':
      return textOf(identity.invokedBy)
    default:
      return textOf(identity.userName)
  }
}

export const accessKeyIdOf = (event: TrailEvent): string | undefined =>
  textOf(objectOf(event.userIdentity).accessKeyId)

type Members = Readonly<Record<string, unknown>>

const objectOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null ? (value as Members) : {}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
