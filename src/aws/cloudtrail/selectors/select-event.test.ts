import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataEvent, event } from '../cloudtrail.test-support.ts'
import { readSelectors } from './read-selectors.ts'
import { selects, selectsDataEvents } from './select-event.ts'
import type { FieldSelector } from './selectors.ts'

const read = event({ eventName: 'ListRoles', eventSource: 'iam.amazonaws.com' })
const write = event({ eventName: 'CreateRole', eventSource: 'iam.amazonaws.com', readOnly: false })
const keys = event({ eventSource: 'kms.amazonaws.com' })
const object = dataEvent('arn:aws:s3:::one/in/key', { userIdentity: { arn: 'arn:aws:iam::1:user/a' } })
const put = dataEvent('arn:aws:s3:::one/in/key', { eventName: 'PutObject', readOnly: false })
const list = dataEvent('arn:aws:s3:::one', {
  eventName: 'ListObjects',
  resources: [
    { type: 'AWS::S3::Object', ARNPrefix: 'arn:aws:s3:::one/in' },
    { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::one', accountId: '1' },
  ],
})
const events = { read, write, keys, object, put, list }

const basic = (selector: object) => readSelectors({ EventSelectors: [selector] })
const advanced = (...FieldSelectors: readonly FieldSelector[]) =>
  readSelectors({ AdvancedEventSelectors: [{ FieldSelectors }] })
const category = (...Equals: readonly string[]) => ({ Field: 'eventCategory', Equals })
const objects = [category('Data'), { Field: 'resources.type', Equals: ['AWS::S3::Object'] }] as const
const data = (...Values: readonly string[]) => ({
  IncludeManagementEvents: false,
  DataResources: [{ Type: 'AWS::S3::Object', Values }],
})

const cases: readonly (readonly [string, ReturnType<typeof basic>, readonly (keyof typeof events)[]])[] = [
  ['all management events', basic({}), ['read', 'write', 'keys']],
  ['those that read', basic({ ReadWriteType: 'ReadOnly' }), ['read', 'keys']],
  ['those that write', basic({ ReadWriteType: 'WriteOnly' }), ['write']],
  [
    'without those of KMS',
    basic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
    ['read', 'write'],
  ],
  ['data of all buckets', basic(data('arn:aws:s3')), ['object', 'put', 'list']],
  ['data of one bucket', basic(data('arn:aws:s3:::one/')), ['object', 'put', 'list']],
  ['data below a prefix', basic(data('arn:aws:s3:::one/in/')), ['object', 'put']],
  ['data of another bucket', basic(data('arn:aws:s3:::on/')), []],
  [
    'data of Lambda',
    basic({
      DataResources: [{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }],
      IncludeManagementEvents: false,
    }),
    [],
  ],
  ['advanced: management', advanced(category('Management')), ['read', 'write', 'keys']],
  ['advanced: writes', advanced(category('Management'), { Field: 'readOnly', Equals: ['false'] }), ['write']],
  [
    'advanced: not KMS',
    advanced(category('Management'), { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }),
    ['read', 'write'],
  ],
  ['advanced: all objects', advanced(...objects), ['object', 'put', 'list']],
  [
    'advanced: objects by the beginning of their ARN',
    advanced(...objects, { Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::one/in/'] }),
    ['object', 'put'],
  ],
  [
    'advanced: objects but those',
    advanced(...objects, { Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::one/in/'] }),
    ['list'],
  ],
  [
    'advanced: by name, of several one',
    advanced(...objects, { Field: 'eventName', Equals: ['PutObject', 'DeleteObject'] }),
    ['put'],
  ],
  [
    'advanced: two operators of a field, both',
    advanced(...objects, { Field: 'eventName', EndsWith: ['Object'], NotEquals: ['PutObject'] }),
    ['object'],
  ],
  [
    'advanced: by who called',
    advanced(...objects, { Field: 'userIdentity.arn', EndsWith: [':user/a'] }),
    ['object'],
  ],
  [
    'advanced: what never happens here',
    advanced(category('NetworkActivity'), { Field: 'eventSource', Equals: ['s3.amazonaws.com'] }),
    [],
  ],
]

for (const [name, selectors, expected] of cases)
  test(`selected: ${name}`, () => {
    const found = Object.entries(events).filter(([, each]) => selects(selectors, each))
    assert.deepEqual(
      found.map(([each]) => each),
      expected,
    )
    if (expected.includes('object')) assert.ok(selectsDataEvents(selectors))
  })
