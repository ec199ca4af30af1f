/** LabelSelector objects of the Kubernetes API: matchLabels and matchExpressions. */
import { isObject, listOf, memberOf, objectOf, valueAt } from '../../api/index.ts'

/** An operator that is not known selects nothing, because nobody can say what it would. */
export function selectsLabels(selector: unknown, labels: unknown): boolean {
  for (const [name, wanted] of Object.entries(objectOf(valueAt(selector, 'matchLabels'))))
    if (memberOf(labels, name) !== wanted) return false
  return listOf(valueAt(selector, 'matchExpressions'))
    .filter(isObject)
    .every(({ key, operator, values }) => {
      const value = memberOf(labels, String(key))
      switch (operator) {
        case 'In':
          return value !== undefined && listOf(values).includes(value)
        case 'NotIn':
          return value === undefined || !listOf(values).includes(value)
        case 'Exists':
          return value !== undefined
        case 'DoesNotExist':
          return value === undefined
        default:
          return false
      }
    })
}

/** As a query of a list; undefined where nothing is selected by. */
export function selectorText(selector: unknown): string | undefined {
  const labels = Object.entries(objectOf(valueAt(selector, 'matchLabels')))
  const parts = [
    ...labels.map(([name, value]) => `${name}=${String(value)}`),
    ...listOf(valueAt(selector, 'matchExpressions'))
      .filter(isObject)
      .map(({ key, operator, values }) => {
        const name = String(key)
        if (operator === 'Exists') return name
        if (operator === 'DoesNotExist') return `!${name}`
        return `${name} ${String(operator).toLowerCase()} (${listOf(values).join(',')})`
      }),
  ]
  return parts.length === 0 ? undefined : parts.join(',')
}
