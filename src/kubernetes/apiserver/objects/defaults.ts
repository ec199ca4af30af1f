/** The ways in which defaults are filled in, whatever they are. */
import type { JsonObject } from '../../api/index.ts'
import { isObject } from '../../api/index.ts'

type Fill = (object: JsonObject) => JsonObject

/** Fills in a member that is an object; one that is absent stays so. */
export function changeMember(object: JsonObject, name: string, fill: Fill): JsonObject {
  const member = object[name]
  return isObject(member) ? { ...object, [name]: fill(member) } : object
}

export function mapList(value: unknown, fill: Fill): readonly unknown[] | undefined {
  return Array.isArray(value)
    ? value.map((item) => (isObject(item) ? fill(item) : (item as unknown)))
    : undefined
}

export const present = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

/** Of a variable's source and of a file of the downward API alike. */
export const defaultReferences = (source: JsonObject): JsonObject =>
  changeMember(
    changeMember(source, 'fieldRef', (field) => ({ apiVersion: 'v1', ...field })),
    'resourceFieldRef',
    (resource) => ({ divisor: '0', ...resource }),
  )
