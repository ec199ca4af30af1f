/** The Condition element. */
import { readInstant } from '../conditions/date.ts'
import { readOperator } from '../conditions/operator-name.ts'
import { join, membersOf } from './elements.ts'
import type { Json } from './json.ts'
import type { Condition, ConditionOperator } from './model.ts'
import type { Place } from './place.ts'

export function readConditions(value: Json | undefined, place: Place): readonly Condition[] {
  const { path, report } = place
  const at = join(path, 'Condition')
  if (value === undefined) return []
  if (value.kind !== 'object') {
    report({ code: 'malformed', path: at, detail: `expected an object, got ${value.kind}` })
    return []
  }
  return [...membersOf(value, at, undefined, report)].flatMap(([name, keys]) => {
    const operator = readOperator(name)
    if (operator !== undefined) return readKeys(keys, operator, { ...place, path: join(at, name) })
    report({
      code: 'unknown-operator',
      path: join(at, name),
      value: name,
      detail: `\`${name}\` is no condition operator`,
    })
    return []
  })
}

function readKeys(value: Json, operator: ConditionOperator, place: Place): readonly Condition[] {
  const { path, report } = place
  if (value.kind !== 'object') {
    report({ code: 'malformed', path, detail: `expected an object, got ${value.kind}` })
    return []
  }
  return [...membersOf(value, path, undefined, report)].map(([key, values]) => ({
    operator,
    key,
    values: readValues(values, operator, { ...place, path: join(path, key) }),
  }))
}

/** Strings, numbers and booleans, alone or in a list; all of them are compared as text. */
function readValues(value: Json, operator: ConditionOperator, { path, report }: Place): readonly string[] {
  const items = value.kind === 'array' ? value.items : [value]
  return items.flatMap((item, index) => {
    const at = value.kind === 'array' ? `${path}[${index}]` : path
    if (!('text' in item)) {
      report({
        code: 'malformed',
        path: at,
        detail: `expected a string, number or boolean, got ${item.kind}`,
      })
      return []
    }
    if (operator.name.startsWith('Date') && readInstant(item.text) === undefined)
      report({ code: 'bad-date', path: at, detail: `expected a date, got \`${item.text}\`` })
    return [item.text]
  })
}
