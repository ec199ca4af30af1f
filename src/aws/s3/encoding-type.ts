/** The `encoding-type=url` of lists, by which keys that XML cannot hold come through. */
import { invalidArgument } from './errors.ts'

/** How names are written in the answer; refuses a type that S3 does not know. */
export function nameEncoder(type: string | undefined): (name: string) => string {
  if (type === undefined || type === '') return (name) => name
  if (type !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type)
  return urlEncoded
}

/** As a form would write it, but for slashes. */
const urlEncoded = (name: string): string =>
  encodeURIComponent(name)
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
