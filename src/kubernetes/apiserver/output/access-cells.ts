/** The rows of roles and their bindings. */
import { listOf, textOf, valueAt } from '../../api/index.ts'
import type { Cells } from './cells.ts'
import { ageOf } from './human-duration.ts'

export const roleCells: Cells = (role) => ({
  cells: [textOf(valueAt(role, 'metadata', 'name')), valueAt(role, 'metadata', 'creationTimestamp') ?? null],
})

export const bindingCells: Cells = (binding, now) => {
  const subjects = listOf(binding['subjects'])
  const namesOf = (kind: string): string =>
    subjects
      .filter((each) => valueAt(each, 'kind') === kind)
      .map((each) => {
        const [name, namespace] = ['name', 'namespace'].map((part) => textOf(valueAt(each, part)) ?? '')
        return kind === 'ServiceAccount' && namespace !== '' ? `${namespace}/${name}` : name
      })
      .join(', ')
  const [kind, name] = ['kind', 'name'].map((part) => textOf(valueAt(binding, 'roleRef', part)) ?? '')
  return {
    cells: [
      textOf(valueAt(binding, 'metadata', 'name')),
      `${kind}/${name}`,
      ageOf(valueAt(binding, 'metadata', 'creationTimestamp'), now),
      namesOf('User'),
      namesOf('Group'),
      namesOf('ServiceAccount'),
    ],
  }
}
