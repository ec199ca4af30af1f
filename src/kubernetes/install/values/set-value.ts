/** `path.to.value=text` as Helm's --set reads it: a backslash keeps a dot in a name, brackets and commas are left to files. */
import { parseDocument } from 'yaml'
import { isObject, objectOf, valueAt, type JsonObject } from '../../api/index.ts'
import chart from '../chart.json' with { type: 'json' }
import { mergeValues } from './read-values.ts'

export type SetValue =
  | { readonly ok: true; readonly values: JsonObject }
  | { readonly ok: false; readonly problem: string }

export function setValue(values: JsonObject, text: string): SetValue {
  const at = text.indexOf('=')
  const names = text
    .slice(0, Math.max(at, 0))
    .split(/(?<!\\)\./)
    .map((name) => name.replaceAll('\\.', '.'))
  if (at < 1 || names.includes('')) return { ok: false, problem: `expected NAME.NAME=VALUE, got \`${text}\`` }
  const raw = text.slice(at + 1)
  const value = isText(names) ? raw : readScalar(raw)
  const made = names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
  return isObject(made)
    ? { ok: true, values: mergeValues(values, made) }
    : { ok: false, problem: `expected NAME.NAME=VALUE, got \`${text}\`` }
}

/** Whether the schema wants a text there, such as an account id with zeros before it. */
function isText(names: readonly string[]): boolean {
  const schema = names.reduce<JsonObject>(
    (found, name) => objectOf(valueAt(found, 'properties', name) ?? found['additionalProperties']),
    chart.schema,
  )
  return schema['type'] === 'string'
}

/** A number or a boolean where it is written as one; `{a,b}` is a list, as in Helm. */
function readScalar(text: string): unknown {
  const list = /^\{(.*)\}$/.exec(text)
  if (list !== null)
    return list[1]!
      .split(',')
      .filter((item) => item !== '')
      .map(readScalar)
  if (text === '') return ''
  const value: unknown = parseDocument(text, { logLevel: 'silent' }).toJS()
  return typeof value === 'number' || typeof value === 'boolean' ? value : text
}
