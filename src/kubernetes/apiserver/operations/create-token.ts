/** POST of serviceaccounts/NAME/token: a TokenRequest, answered with a token of the cluster's issuer. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf } from '../../api/index.ts'
import { restrictNode } from '../admission/node-restriction.ts'
import { noteToken } from '../audit/audit-notes.ts'
import { badRequest, conflict, invalid, invalidField, notFound } from '../api-error.ts'
import type { FieldProblem } from '../api-error.ts'
import type { Call } from '../call.ts'
import { fieldValidationOf, isDryRun } from '../write-options.ts'
import type { TokenOrder } from '../needs.ts'
import { findObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { validateExpiration } from '../validation/volumes.ts'
import { readObject } from '../read-object.ts'
import { json } from '../respond.ts'
import { findBound } from './bind-token.ts'

const apiVersion = 'authentication.k8s.io/v1'
const defaultExpiration = 3600
/** The lifetime that the kube-api-access volume asks for, by which kube-apiserver knows clients that may not reload. */
const extendable = 3607
const extendedLifetime = 365 * 24 * 3600

export async function createToken(call: Call): Promise<HttpResponse> {
  const { needs, request, namespace, name } = call
  const expected = { kind: 'TokenRequest', apiVersion, type: 'authentication/v1.TokenRequest' }
  const { object: arrived } = await readObject(
    request,
    expected,
    fieldValidationOf(call.query, 'CreateOptions'),
  )
  if (findObject(needs, 'namespaces', '', namespace) === undefined) throw notFound('namespaces', namespace)
  checkName(call, objectOf(arrived['metadata']))
  const account = findObject(needs, 'serviceaccounts', namespace, name)
  if (account === undefined) throw notFound('serviceaccounts', name)
  checkUid(call, objectOf(arrived['metadata']), account.metadata.uid)

  restrictNode(needs, {
    operation: 'CREATE',
    resource: call.resource,
    ...(call.subresource !== undefined && { subresource: call.subresource }),
    namespace,
    name,
    object: arrived,
    oldObject: null,
    user: call.user,
    dryRun: false,
    options: {},
  })
  const spec = objectOf(arrived['spec'])
  const wanted = (spec['expirationSeconds'] ?? defaultExpiration) as number
  const asked = listOf(spec['audiences']) as readonly string[]
  const problems = [...validateAudiences(asked), ...validateExpiration('spec.expirationSeconds', wanted)]
  if (problems.length > 0) throw invalid('TokenRequest.authentication.k8s.io', '', problems)
  const expirationSeconds = Math.min(wanted, needs.maxTokenExpiration ?? wanted)
  const warnings =
    expirationSeconds < wanted
      ? [`requested expiration of ${wanted} seconds shortened to ${expirationSeconds} seconds`]
      : []
  const audiences = asked.length === 0 ? needs.apiAudiences : asked
  const bound = findBound(call, spec['boundObjectRef'])

  const extends_ =
    expirationSeconds === extendable &&
    bound.pod !== undefined &&
    audiences.every((audience) => needs.apiAudiences.includes(audience))
  const order: TokenOrder = {
    namespace,
    serviceAccount: { name, uid: account.metadata.uid },
    ...bound,
    audiences,
    lifetimeSeconds: extends_ ? extendedLifetime : expirationSeconds,
    ...(extends_ && { warnAfterSeconds: extendable }),
  }
  // A dry run keeps nothing, and nothing is kept of a token: kube-apiserver signs one all the same.
  isDryRun(call.query, 'CreateOptions')
  const status = await mint(call, order, expirationSeconds)
  const { uid } = account.metadata
  return json(
    201,
    {
      kind: 'TokenRequest',
      apiVersion,
      metadata: { name, namespace, uid, creationTimestamp: timestamp(needs.now()) },
      spec: { audiences, expirationSeconds, boundObjectRef: spec['boundObjectRef'] ?? null },
      status,
    },
    warnings,
  )
}

/** kube-apiserver would sign a token for nobody. */
const validateAudiences = (audiences: readonly string[]): FieldProblem[] =>
  audiences.flatMap((audience, index) =>
    audience === '' ? [invalidField(`spec.audiences[${index}]`, audience, 'must not be empty')] : [],
  )

/** The client is told the lifetime that it asked for, so that it renews in time even where the token lives longer. */
async function mint(
  { needs, notes }: Call,
  order: TokenOrder,
  expirationSeconds: number,
): Promise<JsonObject> {
  const { token, issuedAt } = await needs.mintToken(order)
  noteToken(notes, token)
  return { token, expirationTimestamp: timestamp(issuedAt + expirationSeconds * 1000) }
}

function checkName({ namespace, name }: Call, metadata: JsonObject): void {
  const [theirName, theirNamespace] = [textOf(metadata['name']) ?? '', textOf(metadata['namespace']) ?? '']
  if (theirName !== '' && theirName !== name)
    throw invalid('TokenRequest.authentication.k8s.io', name, [
      invalidField('metadata.name', theirName, 'must match the service account name if specified'),
    ])
  if (theirNamespace !== '' && theirNamespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
}

function checkUid({ name }: Call, metadata: JsonObject, uid: string): void {
  const theirs = textOf(metadata['uid']) ?? ''
  if (theirs !== '' && theirs !== uid)
    throw conflict(
      'TokenRequest.authentication.k8s.io',
      name,
      `the UID in the token request (${theirs}) does not match the UID of the service account (${uid})`,
    )
}
