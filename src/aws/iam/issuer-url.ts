/** Issuer URLs as IAM compares them: host and path, without scheme and port. */
import { invalidInput, validationError } from './errors.ts'

const shape =
  /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<host>[^/?#:@\s]+|\[[0-9a-f:.]+\])(?<port>:\d*)?(?<path>\/[^?#]*)?$/i
const hostShape =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$|^\[[0-9a-f:.]+\]$/i

/** Host and path of an issuer, or undefined for what is no https URL. A slash at the end belongs to the path. */
export function issuerKey(url: string): string | undefined {
  const parts = shape.exec(url)?.groups
  if (parts === undefined || parts['scheme']!.toLowerCase() !== 'https') return undefined
  return parts['host']!.toLowerCase() + (parts['path'] ?? '')
}

export const httpsPort = 443

export interface RegisteredUrl {
  /** Host and path. */
  readonly url: string
  /** Absent for https's own. */
  readonly port?: number
}

/** Key and port of a URL that a client registers; throws what AWS answers when it is not fit. */
export function requireIssuerUrl(url: string): RegisteredUrl {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(url))
    throw validationError('Invalid Open ID Connect Provider URL')
  if (!/^https:/i.test(url))
    throw invalidInput('Invalid Open ID Connect Provider URL. The URL must begin with https://.')
  const key = issuerKey(url)
  if (key === undefined || !hostShape.test(key.split('/')[0]!) || !/^[\x21-\x7e]+$/.test(key))
    throw invalidInput('Invalid Open ID Connect Provider URL.')
  const port = Number(shape.exec(url)!.groups!['port']?.slice(1) || httpsPort)
  if (port < 1 || port > 65_535) throw invalidInput('Invalid Open ID Connect Provider URL.')
  return port === httpsPort ? { url: key } : { url: key, port }
}
