/** A new session as callers and the trail are shown it. */
import type { IssuedSession } from '../session/sessions.ts'

export interface CredentialsOutput {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken: string
  readonly Expiration: Date
}

export const credentialsOutput = (session: IssuedSession): CredentialsOutput => ({
  AccessKeyId: session.accessKeyId,
  SecretAccessKey: session.secretAccessKey,
  SessionToken: session.sessionToken,
  Expiration: session.expiration,
})

/** AWS's trail shows the session token as well; ours keeps it out, because an event is no place for a credential. */
export const trailCredentials = (session: IssuedSession): Readonly<Record<string, string>> => ({
  accessKeyId: session.accessKeyId,
  expiration: trailDate.format(session.expiration).replaceAll('\u202f', ' '),
})

/** Dates inside response elements read `Mar 30, 2024, 1:21:04 AM`. */
const trailDate = new Intl.DateTimeFormat('en-US', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
})
