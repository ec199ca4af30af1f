/** PUT of an object or of its status. */
import type { HttpResponse } from '../../../kit/index.ts'
import { objectOf, textOf } from '../../api/index.ts'
import { badRequest, invalid, invalidField, notFound, withWarnings } from '../api-error.ts'
import type { Call } from '../call.ts'
import { strategyOf } from '../kinds/strategies.ts'
import { readObject } from '../read-object.ts'
import { apiVersionOf, goTypeOf, kindWithGroup, qualified } from '../resources/resource.ts'
import { fieldValidationOf, isDryRun } from '../write-options.ts'
import type { Change } from './change.ts'
import { changeObject, findStanding } from './change.ts'
import { createObject } from './create.ts'
import { inNamespace } from './where.ts'

export async function update(call: Call): Promise<HttpResponse> {
  const { resource, request, query, name, subresource } = call
  const dryRun = isDryRun(query, 'UpdateOptions')
  const expected = { kind: resource.kind, apiVersion: apiVersionOf(resource), type: goTypeOf(resource) }
  const { object, warnings } = await readObject(request, expected, fieldValidationOf(query, 'UpdateOptions'))
  const arrived = inNamespace(call, object)
  const metadata = objectOf(arrived['metadata'])
  checkName(textOf(metadata['name']) ?? '', name)
  const version = textOf(metadata['resourceVersion']) ?? ''
  const strategy = strategyOf(resource)
  if (findStanding(call) === undefined) {
    if (strategy.createsOnUpdate !== true || subresource !== undefined || version !== '')
      throw notFound(qualified(resource), name)
    return createObject(call, arrived, dryRun, warnings)
  }
  if (version === '' && strategy.unconditional === false)
    throw invalid(kindWithGroup(resource), name, [
      invalidField('metadata.resourceVersion', 0, 'must be specified for an update'),
    ])
  const change: Change = {
    next: (before) => ({
      object: { kind: before['kind'], apiVersion: before['apiVersion'], ...arrived },
      warnings,
    }),
    dryRun,
    options: 'UpdateOptions',
    retries: version === '',
  }
  return withWarnings(warnings, () => changeObject(call, change))
}

/** Before all else: what is made where nothing was must not get a name that nobody said. */
function checkName(theirs: string, name: string): void {
  if (theirs === '')
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    )
  if (theirs !== name)
    throw badRequest(`the name of the object (${theirs}) does not match the name on the URL (${name})`)
}
