/** Kinds of which little is special: events, leases, slices of endpoints. */
import { listOf, textOf, valueAt } from '../../api/index.ts'
import { invalidField, requiredField } from '../api-error.ts'
import { mapList } from '../objects/defaults.ts'
import { validateChoice } from '../validation/fields.ts'
import type { Strategy } from './strategy.ts'

const involved = (name: string): string => `involvedObject.${name}`

export const eventStrategy: Strategy = {
  validate: (event) => {
    const [theirs, ours] = [
      textOf(valueAt(event, 'involvedObject', 'namespace')) ?? '',
      event.metadata.namespace,
    ]
    // What happens to an object without a namespace is told in the default one.
    return theirs === ours || (theirs === '' && ours === 'default')
      ? []
      : [invalidField('involvedObject.namespace', theirs, 'does not match event.namespace')]
  },
  selectable: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(involved),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  createsOnUpdate: true,
}

export const leaseStrategy: Strategy = {
  validate: (lease) => {
    const seconds = valueAt(lease, 'spec', 'leaseDurationSeconds')
    return typeof seconds === 'number' && seconds <= 0
      ? [invalidField('spec.leaseDurationSeconds', seconds, 'must be greater than 0')]
      : []
  },
  unconditional: false,
  createsOnUpdate: true,
}

export const endpointSliceStrategy: Strategy = {
  fill: (slice) => ({
    ...slice,
    // None and an empty list of them are the same once they are kept.
    endpoints: listOf(slice['endpoints']).length === 0 ? null : slice['endpoints'],
    ...(Array.isArray(slice['ports']) && {
      ports: mapList(slice['ports'], (port) => ({
        ...port,
        name: port['name'] ?? '',
        protocol: port['protocol'] ?? 'TCP',
      })),
    }),
  }),
  validate: (slice) =>
    slice['addressType']
      ? validateChoice('addressType', slice['addressType'], ['IPv4', 'IPv6', 'FQDN'])
      : [requiredField('addressType')],
  validateChange: (slice, before) =>
    slice['addressType'] === before['addressType']
      ? []
      : [invalidField('addressType', slice['addressType'], 'field is immutable')],
  countsGenerations: true,
}

export const nodeStrategy: Strategy = { keepsFirstStatus: true, selectable: ['spec.unschedulable'] }

export const serviceAccountStrategy: Strategy = { returnsDeleted: true }
