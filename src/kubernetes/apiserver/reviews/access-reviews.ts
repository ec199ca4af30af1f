/** May somebody do something: SubjectAccessReview and its forms about oneself. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { badRequest, invalid, invalidField } from '../api-error.ts'
import type { Judgement } from '../authorization/authorize.ts'
import { isAllowed, isPathAllowed, rulesFor } from '../authorization/authorize.ts'
import type { Rule } from '../authorization/rules.ts'
import type { Call } from '../call.ts'
import { readObject } from '../read-object.ts'
import { apiVersionOf, goTypeOf, kindWithGroup } from '../resources/resource.ts'
import { json } from '../respond.ts'
import type { User } from '../user.ts'
import { fieldValidationOf } from '../write-options.ts'

/** The spec that arrived, without what a question has no use for. */
async function readSpec(
  call: Call,
): Promise<{ spec: JsonObject; metadata: JsonObject; warnings: readonly string[] }> {
  const { resource, request, query } = call
  const expected = { kind: resource.kind, apiVersion: apiVersionOf(resource), type: goTypeOf(resource) }
  const { object, warnings } = await readObject(request, expected, fieldValidationOf(query, 'CreateOptions'))
  return { spec: objectOf(object['spec']), metadata: objectOf(object['metadata']), warnings }
}

const answer = (
  { resource }: Call,
  metadata: JsonObject,
  body: JsonObject,
  warnings: readonly string[],
): HttpResponse =>
  json(201, { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata, ...body }, warnings)

/** About oneself, about anybody, or about anybody within one namespace. */
export async function reviewAccess(call: Call): Promise<HttpResponse> {
  const { resource, namespace } = call
  const { spec, metadata, warnings } = await readSpec(call)
  const isSelf = resource.kind === 'SelfSubjectAccessReview'
  const about = ['resourceAttributes', 'nonResourceAttributes'].filter((name) => isObject(spec[name]))
  if (about.length !== 1)
    throw invalid(kindWithGroup(resource), '', [
      invalidField(
        about.length === 0 ? 'spec.resourceAttributes' : 'spec.nonResourceAttributes',
        about.length === 0 ? null : spec['nonResourceAttributes'],
        about.length === 0
          ? 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
          : 'cannot be specified in combination with resourceAttributes',
      ),
    ])
  if (!isSelf && !textOf(spec['user']) && listOf(spec['groups']).length === 0)
    throw invalid(kindWithGroup(resource), '', [
      invalidField('spec.user', '', 'at least one of user or group must be specified'),
    ])
  if (resource.namespaced && valueAt(spec, 'resourceAttributes', 'namespace') !== namespace)
    throw badRequest('spec.resourceAttributes.namespace must match namespace')
  const { allowed, reason } = judge(call, isSelf ? call.user : subjectOf(spec), spec)
  const status = { allowed, ...(reason !== '' && { reason }) }
  return answer(call, metadata, { spec, status }, warnings)
}

function subjectOf(spec: JsonObject): User {
  const extra = objectOf(spec['extra']) as Readonly<Record<string, readonly string[]>>
  return { username: textOf(spec['user']) ?? '', groups: listOf(spec['groups']).map(String), extra }
}

function judge({ needs }: Call, user: User, spec: JsonObject): Judgement {
  const wanted = objectOf(spec['resourceAttributes'])
  const part = (name: string, of = wanted): string => textOf(of[name]) ?? ''
  if (!isObject(spec['resourceAttributes'])) {
    const path = objectOf(spec['nonResourceAttributes'])
    return isPathAllowed(needs, user, { verb: part('verb', path), path: part('path', path) })
  }
  const plural = part('resource')
  return isAllowed(needs, user, {
    verb: part('verb'),
    group: part('group'),
    plural,
    subresource: part('subresource'),
    namespace: part('namespace'),
    name: part('name'),
  })
}

/** All that one may do in a namespace, as `kubectl auth can-i --list` shows it. */
export async function reviewRules(call: Call): Promise<HttpResponse> {
  const { needs, user } = call
  const { spec, metadata, warnings } = await readSpec(call)
  const namespace = textOf(spec['namespace']) ?? ''
  if (namespace === '') throw badRequest('no namespace on request')
  const rules: readonly Rule[] = [...rulesFor(needs, user, namespace)].map(({ rule }) => rule)
  const ofPaths = rules.filter((rule) => listOf(rule.nonResourceURLs).length > 0)
  const ofResources = rules.filter((rule) => listOf(rule.nonResourceURLs).length === 0)
  const status = {
    resourceRules: ofResources.map((rule) => {
      const { verbs = [], apiGroups = [], resources = [], resourceNames } = rule
      return { verbs, apiGroups, resources, ...(resourceNames !== undefined && { resourceNames }) }
    }),
    nonResourceRules: ofPaths.map(({ verbs = [], nonResourceURLs = [] }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
  }
  return answer(call, metadata, { spec: {}, status }, warnings)
}

/** Who am I. */
export async function reviewSelf(call: Call): Promise<HttpResponse> {
  const { user, needs } = call
  const { warnings } = await readSpec(call)
  const { username, uid, groups, extra } = user
  const userInfo = {
    username,
    ...(uid !== undefined && { uid }),
    groups,
    ...(extra !== undefined && { extra }),
  }
  const creationTimestamp = new Date(needs.now()).toISOString().replace(/\.\d+Z$/, 'Z')
  return answer(call, { creationTimestamp }, { status: { userInfo } }, warnings)
}
