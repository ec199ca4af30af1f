/** POST of pods/NAME/binding: a scheduler says on which node a pod runs. */
import type { HttpResponse } from '../../../kit/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { conflict, invalid, notFound, requiredField, unsupportedField } from '../api-error.ts'
import type { Call } from '../call.ts'
import { findEntry, putObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { readObject } from '../read-object.ts'
import { json } from '../respond.ts'
import { fieldValidationOf, isDryRun } from '../write-options.ts'

export async function bindPod(call: Call): Promise<HttpResponse> {
  const { needs, namespace, name, query } = call
  const dryRun = isDryRun(query, 'CreateOptions')
  const expected = { kind: 'Binding', apiVersion: 'v1', type: 'core/v1.Binding' }
  const { object, warnings } = await readObject(
    call.request,
    expected,
    fieldValidationOf(query, 'CreateOptions'),
  )
  const kind = textOf(valueAt(object, 'target', 'kind')) ?? ''
  const node = textOf(valueAt(object, 'target', 'name')) ?? ''
  const problems = [
    ...(kind === '' || kind === 'Node' ? [] : [unsupportedField('target.kind', kind, ['Node', '<empty>'])]),
    ...(node === '' ? [requiredField('target.name')] : []),
  ]
  if (problems.length > 0) throw invalid('Binding', name, problems)
  await needs.store.write((txn) => {
    const entry = findEntry(txn, needs, 'pods', namespace, name)
    if (entry === undefined) throw notFound('pods', name)
    const pod = entry.value
    const bound = textOf(valueAt(pod, 'spec', 'nodeName')) ?? ''
    if (pod.metadata.deletionTimestamp !== undefined)
      throw conflict('pods/binding', name, `pod ${name} is being deleted, cannot be assigned to a host`)
    if (bound !== '')
      throw conflict('pods/binding', name, `pod ${name} is already assigned to node ${JSON.stringify(bound)}`)
    if (dryRun) return
    const conditions = listOf(valueAt(pod, 'status', 'conditions')).filter(
      (each) => valueAt(each, 'type') !== 'PodScheduled',
    )
    const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: timestamp(needs.now()) }
    putObject(txn, needs, 'pods', {
      ...pod,
      spec: { ...objectOf(pod['spec']), nodeName: node },
      status: { ...objectOf(pod['status']), conditions: [...conditions, scheduled] },
    })
  })
  const success = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }
  return json(201, success, warnings)
}
