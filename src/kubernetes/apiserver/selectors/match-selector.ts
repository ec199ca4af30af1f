/** Whether labels are selected by a LabelSelector object, as those of Deployments and of webhooks. */
import { listOf, memberOf, objectOf, textOf, valueAt } from '../../api/index.ts'

/** An empty selector selects everything. */
export function matchesSelector(selector: unknown, labels: unknown): boolean {
  const equal = Object.entries(objectOf(valueAt(selector, 'matchLabels'))).every(
    ([key, value]) => memberOf(labels, key) === value,
  )
  return equal && listOf(valueAt(selector, 'matchExpressions')).every((each) => meets(each, labels))
}

function meets(requirement: unknown, labels: unknown): boolean {
  const value = memberOf(labels, textOf(valueAt(requirement, 'key')) ?? '')
  const values = listOf(valueAt(requirement, 'values'))
  switch (valueAt(requirement, 'operator')) {
    case 'In':
      return values.includes(value)
    case 'NotIn':
      return !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false
  }
}
