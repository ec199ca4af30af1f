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
export const trailCredentials = (
  session: Pick<IssuedSession, 'accessKeyId' | 'expiration'>,
): Readonly<Record<string, string>> => ({
  accessKeyId: session.accessKeyId,
  expiration: trailDate(session.expiration),
})

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Dates inside response elements read `Mar 30, 2024, 1:21:04 AM`; Intl would write the same in ten times the time. */
function trailDate(date: Date): string {
  const hour = date.getUTCHours()
  const clock = [hour % 12 || 12, twoDigits(date.getUTCMinutes()), twoDigits(date.getUTCSeconds())].join(':')
  const day = `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`
  return `${day}, ${clock} ${hour < 12 ? 'AM' : 'PM'}`
}

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value))
