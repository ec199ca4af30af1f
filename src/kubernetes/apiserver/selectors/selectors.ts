/** Label and field selectors of lists and watches. */
import type { JsonObject } from '../../api/index.ts'
import { memberOf, textOf, valueAt } from '../../api/index.ts'
import { badRequest } from '../api-error.ts'
import { strategyOf } from '../kinds/strategies.ts'
import type { Resource } from '../resources/resource.ts'

export type Selector = (object: JsonObject) => boolean

type Requirement = (labels: unknown) => boolean

const key = '[A-Za-z0-9][-A-Za-z0-9_./]*'
const value = '[-A-Za-z0-9_.]*'
const forms: readonly [RegExp, (match: RegExpExecArray) => Requirement][] = [
  [
    new RegExp(`^(${key})$`),
    ([, name]) =>
      (labels) =>
        memberOf(labels, name!) !== undefined,
  ],
  [
    new RegExp(`^! *(${key})$`),
    ([, name]) =>
      (labels) =>
        memberOf(labels, name!) === undefined,
  ],
  [
    new RegExp(`^(${key}) *(==?|!=) *(${value})$`),
    ([, name, operator, wanted]) =>
      (labels) =>
        (memberOf(labels, name!) === wanted) === (operator !== '!='),
  ],
  [
    new RegExp(`^(${key}) +(in|notin) *\\(([^()]*)\\)$`),
    ([, name, operator, list]) => {
      const wanted = new Set<unknown>(list!.split(',').map((each) => each.trim()))
      // A label that is absent is in no set.
      return (labels) => wanted.has(memberOf(labels, name!)) === (operator === 'in')
    },
  ],
  [
    new RegExp(`^(${key}) *([<>]) *(-?\\d+)$`),
    ([, name, operator, bound]) =>
      (labels) => {
        const number = Number.parseInt(textOf(memberOf(labels, name!)) ?? '', 10)
        return operator === '<' ? number < Number(bound) : number > Number(bound)
      },
  ],
]

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export function parseLabelSelector(text: string): Selector {
  const requirements = splitOutsideParentheses(text).map((part) => {
    for (const [form, build] of forms) {
      const match = form.exec(part)
      if (match !== null) return build(match)
    }
    throw badRequest(
      `unable to parse requirement: ${JSON.stringify(part)} is no requirement of a label selector`,
    )
  })
  return (object) => {
    const labels = valueAt(object, 'metadata', 'labels')
    return requirements.every((matches) => matches(labels))
  }
}

function splitOutsideParentheses(text: string): readonly string[] {
  if (text.trim() === '') return []
  const parts: string[] = []
  let [begin, isInside] = [0, false]
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') isInside = true
    else if (text[at] === ')') isInside = false
    else if (text[at] === ',' && !isInside) {
      parts.push(text.slice(begin, at).trim())
      begin = at + 1
    }
  }
  return [...parts, text.slice(begin).trim()]
}

export function parseFieldSelector(text: string, resource: Resource): Selector {
  const terms = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([^=!]+?)(==|=|!=)(.*)$/.exec(part)
      if (match === null) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`)
      const [, field, operator, wanted] = match as unknown as [string, string, string, string]
      if (!isSelectable(resource, field)) throw badRequest(unknownField(resource, field))
      return (object: JsonObject): boolean =>
        (fieldText(object, field) === wanted.replace(/\\(.)/g, '$1')) === (operator !== '!=')
    })
  return (object) => terms.every((matches) => matches(object))
}

function isSelectable(resource: Resource, field: string): boolean {
  if (field === 'metadata.name') return true
  if (field === 'metadata.namespace') return resource.namespaced
  return (strategyOf(resource).selectable ?? []).includes(field)
}

/** Kinds with fields of their own are worded by an older hand. */
const unknownField = (resource: Resource, field: string): string =>
  strategyOf(resource).selectable === undefined
    ? `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
    : `field label not supported: ${field}`

function fieldText(object: JsonObject, field: string): string {
  if (field === 'source')
    return textOf(valueAt(object, 'source', 'component')) || textOf(object['reportingComponent']) || ''
  const found = valueAt(object, ...field.split('.'))
  if (field === 'spec.hostNetwork' || field === 'spec.unschedulable') return String(found === true)
  return typeof found === 'number' ? String(found) : (textOf(found) ?? '')
}
