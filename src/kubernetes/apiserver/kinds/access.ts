/** Roles and bindings: named as freely as a path allows; a binding keeps its role. */
import { equalJson, listOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField, requiredField, unsupportedField } from '../api-error.ts'
import type { Strategy } from './strategy.ts'

const rbac = 'rbac.authorization.k8s.io'

function findNameProblems(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%'].filter((each) => name.includes(each)).map((each) => `may not contain '${each}'`)
}

const validateRules =
  (isNamespaced: boolean): NonNullable<Strategy['validate']> =>
  (role) =>
    listOf(role['rules']).flatMap((rule, at) => {
      const path = `rules[${at}]`
      const has = (name: string): boolean => listOf(valueAt(rule, name)).length > 0
      if (!has('verbs')) return [requiredField(`${path}.verbs`, 'verbs must contain at least one value')]
      if (has('nonResourceURLs'))
        return isNamespaced
          ? [
              invalidField(
                `${path}.nonResourceURLs`,
                valueAt(rule, 'nonResourceURLs'),
                'namespaced rules cannot apply to non-resource URLs',
              ),
            ]
          : has('apiGroups') || has('resources') || has('resourceNames')
            ? [
                invalidField(
                  `${path}.nonResourceURLs`,
                  valueAt(rule, 'nonResourceURLs'),
                  'rules cannot apply to both regular resources and non-resource URLs',
                ),
              ]
            : []
      const problems: FieldProblem[] = []
      if (!has('apiGroups'))
        problems.push(requiredField(`${path}.apiGroups`, 'resource rules must supply at least one api group'))
      if (!has('resources'))
        problems.push(requiredField(`${path}.resources`, 'resource rules must supply at least one resource'))
      return problems
    })

/** No rules and an empty list of them are the same once they are kept. */
const fillRole: Strategy['fill'] = (role) => ({
  ...role,
  rules: listOf(role['rules']).length === 0 ? null : role['rules'],
})

export const roleStrategy: Strategy = {
  findNameProblems,
  fill: fillRole,
  validate: validateRules(true),
  createsOnUpdate: true,
}

export const clusterRoleStrategy: Strategy = {
  findNameProblems,
  fill: fillRole,
  validate: validateRules(false),
  createsOnUpdate: true,
}

const groupOf = (kind: unknown): string => (kind === 'ServiceAccount' ? '' : rbac)

/** Subjects and the role say of which API group they are, where nothing was said. */
const fillBinding: Strategy['fill'] = (binding) => ({
  ...binding,
  ...(Array.isArray(binding['subjects']) && {
    subjects: listOf(binding['subjects']).map((subject) => ({
      ...(subject as object),
      ...(valueAt(subject, 'apiGroup') === undefined &&
        groupOf(valueAt(subject, 'kind')) !== '' && { apiGroup: groupOf(valueAt(subject, 'kind')) }),
    })),
  }),
  roleRef: { ...(binding['roleRef'] as object), apiGroup: valueAt(binding, 'roleRef', 'apiGroup') || rbac },
})

const validateBinding =
  (kinds: readonly string[], isNamespaced: boolean): NonNullable<Strategy['validate']> =>
  (binding) => {
    const [kind, name, group] = ['kind', 'name', 'apiGroup'].map(
      (part) => textOf(valueAt(binding, 'roleRef', part)) ?? '',
    ) as [string, string, string]
    return [
      ...(group === rbac ? [] : [unsupportedField('roleRef.apiGroup', group, [rbac])]),
      ...(kinds.includes(kind) ? [] : [unsupportedField('roleRef.kind', kind, kinds)]),
      ...(name === ''
        ? [requiredField('roleRef.name')]
        : findNameProblems(name).map((problem) => invalidField('roleRef.name', name, problem))),
      ...listOf(binding['subjects']).flatMap((subject, at) =>
        validateSubject(subject, `subjects[${at}]`, isNamespaced),
      ),
    ]
  }

function validateSubject(subject: unknown, path: string, isNamespaced: boolean): readonly FieldProblem[] {
  const [kind, name, namespace] = ['kind', 'name', 'namespace'].map(
    (part) => textOf(valueAt(subject, part)) ?? '',
  ) as [string, string, string]
  const kinds = ['ServiceAccount', 'User', 'Group']
  return [
    ...(name === '' ? [requiredField(`${path}.name`)] : []),
    ...(kinds.includes(kind) ? [] : [unsupportedField(`${path}.kind`, kind, kinds)]),
    ...(kind === 'ServiceAccount' && namespace === '' && !isNamespaced
      ? [requiredField(`${path}.namespace`)]
      : []),
  ]
}

/** With the names that its fields have in Go. */
const inGo = (role: unknown): unknown => ({
  APIGroup: valueAt(role, 'apiGroup'),
  Kind: valueAt(role, 'kind'),
  Name: valueAt(role, 'name'),
})

const fixedRole: Strategy['validateChange'] = (binding, before) =>
  equalJson(binding['roleRef'], before['roleRef'])
    ? []
    : [invalidField('roleRef', inGo(binding['roleRef']), 'cannot change roleRef')]

export const roleBindingStrategy: Strategy = {
  findNameProblems,
  fill: fillBinding,
  validate: validateBinding(['Role', 'ClusterRole'], true),
  validateChange: fixedRole,
  createsOnUpdate: true,
}

export const clusterRoleBindingStrategy: Strategy = {
  ...roleBindingStrategy,
  validate: validateBinding(['ClusterRole'], false),
}
