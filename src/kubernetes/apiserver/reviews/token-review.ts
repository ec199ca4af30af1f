/** TokenReview: whose token is this, and is it meant for us. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf } from '../../api/index.ts'
import { badRequest } from '../api-error.ts'
import type { Call } from '../call.ts'
import { readObject } from '../read-object.ts'
import { apiVersionOf, goTypeOf } from '../resources/resource.ts'
import { json } from '../respond.ts'
import type { User } from '../user.ts'
import { userOfToken } from '../user.ts'
import { fieldValidationOf } from '../write-options.ts'

export async function reviewToken(call: Call): Promise<HttpResponse> {
  const { needs, resource, request, query } = call
  const expected = { kind: resource.kind, apiVersion: apiVersionOf(resource), type: goTypeOf(resource) }
  const { object, warnings } = await readObject(request, expected, fieldValidationOf(query, 'CreateOptions'))
  const spec = objectOf(object['spec'])
  const token = textOf(spec['token']) ?? ''
  if (token === '') throw badRequest('token is required for TokenReview in authentication')
  const asked = listOf(spec['audiences']).map(String)
  const audiences = asked.length === 0 ? needs.apiAudiences : asked
  const found = await userOfToken(needs, token, audiences)
  const status =
    found === undefined
      ? { user: {}, error: 'invalid bearer token' }
      : { authenticated: true, user: userInfo(found.user), audiences: found.audiences }
  const metadata = objectOf(object['metadata'])
  const head = { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata }
  return json(201, { ...head, spec, status }, warnings)
}

const userInfo = ({ username, uid, groups, extra }: User): JsonObject => ({
  username,
  ...(uid !== undefined && { uid }),
  groups,
  ...(extra !== undefined && { extra }),
})
