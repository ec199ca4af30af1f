/** All that happens to a pod between its arrival and its validation, in kube-apiserver's order. */
import type { JsonObject } from '../../api/index.ts'
import { textOf, valueAt } from '../../api/index.ts'
import { badRequest } from '../api-error.ts'
import type { Call } from '../call.ts'
import { defaultPod } from '../objects/default-pod.ts'
import { omitEmpty } from '../objects/omit-empty.ts'
import { newUid } from '../objects/names.ts'
import { admitServiceAccount } from './service-account.ts'
import { callWebhooks } from './webhooks.ts'
import type { Mutated } from './webhooks.ts'

export async function admitPod(call: Call, arrived: JsonObject, dryRun: boolean): Promise<Mutated> {
  const { needs, namespace, user, query } = call
  // The status of a new pod is the server's to write.
  const pod = admitServiceAccount(needs, namespace, defaultPod({ ...arrived, status: {} }))
  const { webhooks = [], random } = needs
  if (webhooks.length === 0) return { pod, warnings: [] }
  const mutated = await callWebhooks({
    webhooks,
    namespace,
    pod,
    user,
    dryRun,
    options: optionsOf(query, dryRun),
    newUid: () => newUid(random),
  })
  const theirs = textOf(valueAt(mutated.pod, 'metadata', 'namespace')) ?? namespace
  if (theirs !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  return {
    pod: admitServiceAccount(needs, namespace, defaultPod(omitEmpty(mutated.pod))),
    warnings: mutated.warnings,
  }
}

function optionsOf(query: URLSearchParams, dryRun: boolean): JsonObject {
  const [fieldManager, fieldValidation] = [query.get('fieldManager'), query.get('fieldValidation')]
  return {
    ...(dryRun && { dryRun: ['All'] }),
    ...(fieldManager && { fieldManager }),
    ...(fieldValidation && { fieldValidation }),
  }
}
