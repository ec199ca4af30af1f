/** Holds a value against the part of JSON Schema (draft 7) that the chart's schema uses; all findings, each with its path. */
import { isObject, listOf, objectOf, textOf, type JsonObject } from '../../api/index.ts'

export function checkSchema(schema: JsonObject, value: unknown, path = ''): readonly string[] {
  const types = typeof schema['type'] === 'string' ? [schema['type']] : listOf(schema['type'])
  const type = typeOf(value)
  if (types.length > 0 && !types.includes(type) && !(type === 'integer' && types.includes('number')))
    return [`${path}: expected ${types.join(' or ')}, got ${type === 'null' ? 'nothing' : type}`]
  if (typeof value === 'string') return checkText(schema, value, path)
  if (typeof value === 'number') return checkNumber(schema, value, path)
  if (Array.isArray(value))
    return value.flatMap((item, index) => checkSchema(objectOf(schema['items']), item, `${path}[${index}]`))
  return isObject(value) ? checkObject(schema, value, path) : []
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function checkText(schema: JsonObject, value: string, path: string): readonly string[] {
  const choices = schema['enum']
  if (Array.isArray(choices) && !choices.includes(value))
    return [`${path}: expected one of ${choices.join(', ')}, got \`${value}\``]
  const { minLength, maxLength } = schema
  if (typeof minLength === 'number' && value.length < minLength) return [`${path}: expected a text`]
  if (typeof maxLength === 'number' && value.length > maxLength)
    return [`${path}: expected ${maxLength} characters at most`]
  const pattern = textOf(schema['pattern'])
  // A certificate or a slip of the hand may be long.
  const shown = value.length > 100 ? `${value.slice(0, 100)}...` : value
  return pattern === undefined || new RegExp(pattern, 'u').test(value)
    ? []
    : [`${path}: \`${shown}\` does not fit ${pattern}`]
}

function checkNumber({ minimum, maximum }: JsonObject, value: number, path: string): readonly string[] {
  const isBelow = typeof minimum === 'number' && value < minimum
  const isAbove = typeof maximum === 'number' && value > maximum
  return isBelow || isAbove
    ? [`${path}: expected ${String(minimum)} to ${String(maximum)}, got ${value}`]
    : []
}

function checkObject(schema: JsonObject, value: JsonObject, path: string): readonly string[] {
  const { properties, additionalProperties, required, propertyNames } = schema
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  const missing = listOf(required).filter((name) => !Object.hasOwn(value, String(name)))
  return [
    ...missing.map((name) => `${at(String(name))} is missing`),
    ...Object.entries(value).flatMap(([name, member]) => {
      const known = isObject(properties) && Object.hasOwn(properties, name)
      if (known) return checkSchema(objectOf(properties[name]), member, at(name))
      if (additionalProperties === false) return [`${at(name)} is not known`]
      return [
        ...checkText(objectOf(propertyNames), name, at(name)),
        ...checkSchema(objectOf(additionalProperties), member, at(name)),
      ]
    }),
  ]
}
