/** The envelope of Kubernetes' protobuf bodies: four bytes, then runtime.Unknown with kind, apiVersion and the object. */
import { textAt } from './own-readers.ts'
import { MalformedMessage, bytesOf, findField } from './read-fields.ts'

export interface Envelope {
  readonly apiVersion: string
  readonly kind: string
  readonly raw: Uint8Array
}

const magic = Buffer.from('k8s\0', 'latin1')

/** Throws MalformedMessage where the bytes are none. */
export function openEnvelope(bytes: Uint8Array): Envelope {
  if (!Buffer.from(bytes.subarray(0, magic.length)).equals(magic))
    throw new MalformedMessage(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    )
  const find = (number: number): Uint8Array => {
    const field = findField(bytes.subarray(magic.length), number)
    return field === undefined ? new Uint8Array() : bytesOf(field)
  }
  return { apiVersion: textAt(find(1), 1), kind: textAt(find(1), 2), raw: find(2) }
}
