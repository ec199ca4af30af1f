/** The scale of a Deployment or ReplicaSet: its number of replicas, as an object of its own. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { objectOf, valueAt } from '../../api/index.ts'
import { badRequest, invalid, invalidField, notFound } from '../api-error.ts'
import type { Call } from '../call.ts'
import { keepMetadata } from '../objects/identity.ts'
import type { Standing } from '../objects/identity.ts'
import { plainSelectorText } from '../output/selector-text.ts'
import { readObject } from '../read-object.ts'
import { qualified } from '../resources/resource.ts'
import { json } from '../respond.ts'
import { decode } from '../schema/decode.ts'
import { fieldValidationOf, isDryRun } from '../write-options.ts'
import { changeObject, findStanding } from './change.ts'
import { applyPatch, readPatch } from './patch.ts'

const type = 'autoscaling/v1.Scale'
const head = { kind: 'Scale', apiVersion: 'autoscaling/v1' }

export function getScale(call: Call): HttpResponse {
  return json(200, scaleOf(stand(call)))
}

export async function updateScale(call: Call): Promise<HttpResponse> {
  const dryRun = isDryRun(call.query, 'UpdateOptions')
  const expected = { ...head, type }
  const { object, warnings } = await readObject(
    call.request,
    expected,
    fieldValidationOf(call.query, 'UpdateOptions'),
  )
  return writeScale(call, () => object, dryRun, warnings)
}

export async function patchScale(call: Call): Promise<HttpResponse> {
  const dryRun = isDryRun(call.query, 'PatchOptions')
  const patch = await readPatch(call)
  return writeScale(
    call,
    (before) => {
      const decoded = decode(type, applyPatch(type, patch, before))
      if (!decoded.ok) throw badRequest(decoded.problem)
      return decoded.value
    },
    dryRun,
    [],
  )
}

async function writeScale(
  call: Call,
  next: (before: JsonObject) => JsonObject,
  dryRun: boolean,
  warnings: readonly string[],
): Promise<HttpResponse> {
  let shown: JsonObject = {}
  const answer = await changeObject(
    { ...call, subresource: undefined, representation: { kind: 'object' } },
    {
      next: (before) => {
        const standing = stand(call)
        const scale = next(scaleOf(standing))
        keepMetadata(call.resource, call.name, standing, { name: call.name, ...objectOf(scale['metadata']) })
        const replicas = valueAt(scale, 'spec', 'replicas') ?? 0
        if (Number(replicas) < 0)
          throw invalid('Scale.autoscaling', call.name, [
            invalidField('spec.replicas', replicas, 'must be greater than or equal to 0'),
          ])
        shown = { replicas }
        return { object: { ...before, spec: { ...objectOf(before['spec']), replicas } }, warnings }
      },
      dryRun,
      options: 'UpdateOptions',
      retries: true,
    },
  )
  const scale = scaleOf(stand(call))
  return json(answer.status, { ...scale, ...(dryRun && { spec: shown }) }, warnings)
}

function stand(call: Call): Standing {
  const standing = findStanding(call)
  if (standing === undefined) throw notFound(qualified(call.resource), call.name)
  return standing
}

function scaleOf({ object, revision }: Standing): JsonObject {
  const { name, namespace, uid, creationTimestamp } = object.metadata
  const replicas = Number(valueAt(object, 'spec', 'replicas') ?? 0)
  return {
    ...head,
    metadata: { name, namespace, uid, resourceVersion: String(revision), creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: Number(valueAt(object, 'status', 'replicas') ?? 0),
      selector: plainSelectorText(valueAt(object, 'spec', 'selector')),
    },
  }
}
