/** AWS_ROLE_SESSION_NAME from the pod's name, within what STS takes: 2 to 64 characters of [\w+=,.@-]. */
import { createHash } from 'node:crypto'
import { textOf, valueAt, type JsonObject } from '../api/index.ts'

const variable = 'AWS_ROLE_SESSION_NAME'

/** A name that the API server is yet to generate has 63 characters at most and is read when the container starts. */
export function sessionNameOf(pod: JsonObject): JsonObject | undefined {
  const name = textOf(valueAt(pod, 'metadata', 'name'))
  if (name) return { name: variable, value: boundSessionName(name) }
  return textOf(valueAt(pod, 'metadata', 'generateName'))
    ? { name: variable, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }
    : undefined
}

/** A name that is cut ends in a digest of the whole, so that two long names that begin alike stay apart. */
export function boundSessionName(name: string): string {
  const plain = name.replace(/[^\w+=,.@-]/g, '-')
  if (plain.length < 2) return `pod-${plain}`
  if (plain.length <= 64) return plain
  return `${plain.slice(0, 55)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}
