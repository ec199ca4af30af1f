/** The credential of a signature: an access key and the day, region and service that it signs for. */

export const algorithm = 'AWS4-HMAC-SHA256'
export const terminator = 'aws4_request'

export interface Scope {
  /** `YYYYMMDD` */
  readonly date: string
  readonly region: string
  readonly service: string
}

export interface Credential {
  readonly accessKeyId: string
  readonly scope: Scope
  /** `aws4_request`, or what stood in its place. */
  readonly terminator: string
}

export const formatScope = (scope: Scope): string =>
  `${scope.date}/${scope.region}/${scope.service}/${terminator}`

/** Reads `KEY/DATE/REGION/SERVICE/aws4_request`, or gives undefined when there are not five parts. */
export function parseCredential(text: string): Credential | undefined {
  const parts = text.split('/')
  if (parts.length !== 5 || parts.some((part) => part === '')) return undefined
  const [accessKeyId, date, region, service, end] = parts as [string, string, string, string, string]
  return { accessKeyId, scope: { date, region, service }, terminator: end }
}
