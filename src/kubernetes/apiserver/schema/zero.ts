/** What a Go type is when nothing was said: the values that are written for it, and told apart from others. */
import type { JsonObject } from '../../api/index.ts'
import { fieldsOf, isStruct, mapTypes, underlying } from './go-types.ts'
import { ownZeros } from './own-codecs.ts'

export function zeroOf(type: string): unknown {
  if (type.startsWith('*')) return null
  if (Object.hasOwn(ownZeros, type)) return ownZeros[type]
  if (isStruct(type)) return zeroStruct(type)
  const plain = underlying(type)
  if (plain.startsWith('[]') || mapTypes(plain) !== undefined) return null
  if (plain === 'bool') return false
  return /^u?int|^float/.test(plain) ? 0 : ''
}

/** Structs are written whatever is in them; those with codecs of their own are structs too. */
export const writesAsStruct = (type: string): boolean => isStruct(type) || Object.hasOwn(ownZeros, type)

function zeroStruct(type: string): JsonObject {
  const written: Record<string, unknown> = {}
  for (const [name, field] of fieldsOf(type))
    if (!field.omitEmpty || (writesAsStruct(field.type) && !field.omitZero))
      written[name] = zeroOf(field.type)
  return written
}

/** Of a value that is written: lists and maps without members are as good as none. */
export function isZero(type: string, value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (Object.hasOwn(ownZeros, type)) return value === ownZeros[type]
  if (Array.isArray(value)) return value.length === 0
  if (typeof value === 'object') return Object.keys(value).length === 0
  return value === '' || value === 0 || value === false
}
