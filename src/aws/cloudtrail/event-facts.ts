/** What LookupEvents shows of an event beside the event itself. */
import type { TrailEvent } from './needs.ts'

export interface EventResource {
  readonly ResourceType: string
  readonly ResourceName: string
}

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

/** The resources that the event names, and the session and key that an STS call made. */
export function resourcesOf(event: TrailEvent): readonly EventResource[] {
  const named = (Array.isArray(event.resources) ? event.resources : []).map(objectOf)
  const response = objectOf(event.responseElements)
  const user = objectOf(response.assumedRoleUser)
  const found: readonly [type: unknown, name: unknown][] = [
    ...named.map(({ type, ARN }) => [type, ARN] as [unknown, unknown]),
    ['AWS::STS::AssumedRole', user.assumedRoleId],
    ['AWS::STS::AssumedRole', user.arn],
    ['AWS::IAM::AccessKey', objectOf(response.credentials).accessKeyId],
  ]
  return found.flatMap(([type, name]) =>
    typeof name === 'string' && name !== '' ? [{ ResourceType: textOf(type) ?? '', ResourceName: name }] : [],
  )
}

type Members = Readonly<Record<string, unknown>>

const objectOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null ? (value as Members) : {}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
