/** Configurations of admission webhooks: what is called, when, and how long it may take. */
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField, requiredField, unsupportedField } from '../api-error.ts'
import { mapList } from '../objects/defaults.ts'
import { findSubdomainProblems } from '../objects/names.ts'
import type { Strategy } from './strategy.ts'

const fillWebhook =
  (mutates: boolean) =>
  (webhook: JsonObject): JsonObject => {
    const service = valueAt(webhook, 'clientConfig', 'service')
    return {
      ...webhook,
      ...(isObject(service) && {
        clientConfig: {
          ...objectOf(webhook['clientConfig']),
          service: { ...service, port: service['port'] ?? 443 },
        },
      }),
      ...(Array.isArray(webhook['rules']) && {
        rules: mapList(webhook['rules'], (rule) => ({ ...rule, scope: rule['scope'] ?? '*' })),
      }),
      failurePolicy: webhook['failurePolicy'] ?? 'Fail',
      matchPolicy: webhook['matchPolicy'] ?? 'Equivalent',
      namespaceSelector: webhook['namespaceSelector'] ?? {},
      objectSelector: webhook['objectSelector'] ?? {},
      timeoutSeconds: webhook['timeoutSeconds'] ?? 10,
      ...(mutates && { reinvocationPolicy: webhook['reinvocationPolicy'] ?? 'Never' }),
    }
  }

const strategyOf = (mutates: boolean): Strategy => ({
  fill: (object) => ({
    ...object,
    ...(Array.isArray(object['webhooks']) && {
      webhooks: mapList(object['webhooks'], fillWebhook(mutates)),
    }),
  }),
  validate: (object) => {
    const names = new Set<unknown>()
    return listOf(object['webhooks']).flatMap((webhook, at) => {
      const problems = validateWebhook(objectOf(webhook), `webhooks[${at}]`)
      const name = valueAt(webhook, 'name')
      const isDouble = names.has(name)
      names.add(name)
      return isDouble
        ? [
            ...problems,
            {
              type: 'FieldValueDuplicate' as const,
              field: `webhooks[${at}].name`,
              message: `Duplicate value: ${JSON.stringify(name)}`,
            },
          ]
        : problems
    })
  },
  unconditional: false,
  countsGenerations: true,
})

export const mutatingStrategy = strategyOf(true)
export const validatingStrategy = strategyOf(false)

const knownVersions = ['v1', 'v1beta1']

function validateWebhook(webhook: JsonObject, path: string): readonly FieldProblem[] {
  const name = textOf(webhook['name']) ?? ''
  const versions = listOf(webhook['admissionReviewVersions'])
  const { timeoutSeconds, sideEffects } = webhook
  return [
    ...validateName(name, `${path}.name`),
    ...listOf(webhook['rules']).flatMap((rule, at) => validateRule(rule, `${path}.rules[${at}]`)),
    ...choice(`${path}.failurePolicy`, webhook['failurePolicy'], ['Fail', 'Ignore']),
    ...choice(`${path}.matchPolicy`, webhook['matchPolicy'], ['Equivalent', 'Exact']),
    ...(sideEffects === undefined || sideEffects === null
      ? [requiredField(`${path}.sideEffects`, 'must specify one of None, NoneOnDryRun')]
      : choice(`${path}.sideEffects`, sideEffects, ['None', 'NoneOnDryRun'])),
    ...(typeof timeoutSeconds === 'number' && (timeoutSeconds < 1 || timeoutSeconds > 30)
      ? [
          invalidField(
            `${path}.timeoutSeconds`,
            timeoutSeconds,
            'the timeout value must be between 1 and 30 seconds',
          ),
        ]
      : []),
    ...validateClient(objectOf(webhook['clientConfig']), `${path}.clientConfig`),
    ...choice(`${path}.reinvocationPolicy`, webhook['reinvocationPolicy'], ['IfNeeded', 'Never']),
    ...(versions.length === 0
      ? [requiredField(`${path}.admissionReviewVersions`, 'must specify one of v1, v1beta1')]
      : versions.some((each) => knownVersions.includes(String(each)))
        ? []
        : [
            invalidField(
              `${path}.admissionReviewVersions`,
              versions,
              `must include at least one of ${knownVersions.join(', ')}`,
            ),
          ]),
    ...(listOf(webhook['matchConditions']).length > 0
      ? [invalidField(`${path}.matchConditions`, '', 'conditions by CEL are not supported here')]
      : []),
  ]
}

function validateName(name: string, path: string): readonly FieldProblem[] {
  if (name === '') return [requiredField(path)]
  const problems = findSubdomainProblems(name).map((problem) => invalidField(path, name, problem))
  if (problems.length > 0) return problems
  return name.split('.').length < 3
    ? [invalidField(path, name, 'should be a domain with at least three segments separated by dots')]
    : []
}

function validateRule(rule: unknown, path: string): readonly FieldProblem[] {
  const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
  const missing = (['operations', 'apiGroups', 'apiVersions', 'resources'] as const).filter(
    (name) => listOf(valueAt(rule, name)).length === 0,
  )
  return [
    ...missing.map((name) => requiredField(`${path}.${name}`)),
    ...listOf(valueAt(rule, 'operations')).flatMap((each, at) =>
      choice(`${path}.operations[${at}]`, each, operations),
    ),
  ]
}

function validateClient(client: JsonObject, path: string): readonly FieldProblem[] {
  const url = textOf(client['url'])
  const service = client['service']
  if ((url === undefined) === !isObject(service))
    return [requiredField(path, 'exactly one of url or service is required')]
  return url === undefined
    ? validateService(objectOf(service), `${path}.service`)
    : validateUrl(url, `${path}.url`)
}

const form = '; desired format: https://host[/path]'

function validateUrl(text: string, path: string): readonly FieldProblem[] {
  const problem = (part: string, said: string): FieldProblem => invalidField(path, part, said)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) return [problem(text, `url must be a valid URL${form}`)]
  return [
    ...(url.protocol === 'https:'
      ? []
      : [invalidField(path, url.protocol.slice(0, -1), `'https' is the only allowed URL scheme${form}`)]),
    ...(url.username === '' ? [] : [problem(url.username, 'user information is not permitted in the URL')]),
    ...(url.hash === '' ? [] : [problem(url.hash.slice(1), 'fragments are not permitted in the URL')]),
    ...(url.search === ''
      ? []
      : [problem(url.search.slice(1), 'query parameters are not permitted in the URL')]),
  ]
}

function validateService(service: JsonObject, path: string): readonly FieldProblem[] {
  const { port } = service
  return [
    ...['name', 'namespace'].flatMap((name) =>
      textOf(service[name]) ? [] : [requiredField(`${path}.${name}`, `service ${name} is required`)],
    ),
    ...(typeof port === 'number' && port > 0 && port < 65_536
      ? []
      : [invalidField(`${path}.port`, port, 'port is not valid: must be between 1 and 65535, inclusive')]),
  ]
}

const choice = (field: string, value: unknown, supported: readonly string[]): readonly FieldProblem[] =>
  value === undefined || value === null || supported.includes(textOf(value) ?? '')
    ? []
    : [unsupportedField(field, value, supported)]
