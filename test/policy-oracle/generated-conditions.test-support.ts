/** Conditions and condition keys made by chance: every operator, with and without sets, missing keys, variables, case and other scripts. */
import * as fc from 'fast-check'
import type { ConditionJson, Question } from './question.ts'

/** What a key of each family can hold in a request, and what a policy asks of it. */
interface Family {
  readonly key: string
  readonly operators: readonly string[]
  readonly given: fc.Arbitrary<string>
  readonly asked: fc.Arbitrary<string>
}

const pick = (...values: readonly string[]) => fc.constantFrom(...values)
const text = (letters: readonly string[], maxLength: number) =>
  fc.array(pick(...letters), { maxLength }).map((list) => list.join(''))

const words = ['ann', 'Ann', 'ANN', 'ännchen', 'ÄNNCHEN', 'a*b', 'a?b', 'axb', 'аnn', '日本', '']
const wordPatterns = ['a*', '*n', '?nn', 'a?b', '*', '??', '*nn*', 'a${*}b', 'a${?}b', '${$}', 'Ä*']
const variables = [
  '${aws:username}',
  '${AWS:UserName}*',
  "${aws:PrincipalTag/team, 'ann'}",
  '${aws:TagKeys}',
  '${no:such}',
  'x${no:such}',
]
const stringOperators = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
]
const strings = (key: string): Family => ({
  key,
  operators: stringOperators,
  given: fc.oneof({ arbitrary: pick(...words), weight: 3 }, text(['a', 'b', ':'], 9)),
  asked: fc.oneof(
    { arbitrary: pick(...words, ...wordPatterns, ...variables), weight: 3 },
    text(['a', 'b', ':', '*', '?', '*'], 9),
    text(['$', '{', '}', 'aws:username', '*', ',', " 'b'"], 6),
  ),
})

const numeric = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals']
const numbers = ['0', '-0', '5', '5.0', '05', '4.99', '-5', '5.10', '5.1', 'five', '']
const dates = [
  '2026',
  '2026-01',
  '2026-01-01',
  '2026-01-01T00:00Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01T01:00:00+01:00',
  '2025-12-31T23:59:59.5Z',
  '1767225600',
  '1767225601',
]
const sides = {
  addresses: [
    '10.0.0.1',
    '10.1.2.3',
    '192.168.0.1',
    '2001:db8::1',
    '2001:DB8:0:0::2',
    '::1',
    '10.0.0.1::',
    '::a:10.0.0.1',
    '1:2:3:4::5:6:7:8',
    'x',
    '',
  ],
  ranges: ['10.0.0.0/8', '10.0.0.1', '10.1.0.0/15', '0.0.0.0/0', '2001:db8::/32', '::/0', '::1'],
  arns: [
    'arn:aws:iam::111122223333:role/app',
    'arn:aws:s3:::data',
    'arn:aws:s3:::data:x',
    'arn:aws:sns:eu-west-1:1:topic/ann',
    'urn:a:b:c:d:e',
    'ann',
  ],
  arnPatterns: [
    'arn:aws:iam::*:role/*',
    'arn:aws:s3:::dat?',
    'arn:aws:s3:*',
    'arn:aws:s3:::*:x',
    'arn:*:*:*:*:*/${aws:username}',
    'arn:aws:sns:*:1:topic/${no:such}',
    '*',
  ],
}

const decimals = fc
  .tuple(pick('', '-'), fc.nat(20), pick('', '.0', '.5', '.50', '.05'))
  .map((parts) => parts.join(''))

/** Around the turn of a year, in several zones. */
const moments = fc
  .tuple(fc.integer({ min: -90_000, max: 90_000 }), pick('Z', '+01:00', '-05:30', 'epoch'))
  .map(([offset, zone]) => {
    const seconds = 1_767_225_600 + offset
    if (zone === 'epoch') return String(seconds)
    return new Date(seconds * 1000).toISOString().replace(/\.000Z$/u, zone)
  })

const ranges = fc.oneof(
  fc.tuple(pick('10.0.0.0', '10.128.0.0', '192.168.0.0'), fc.nat(32)).map((parts) => parts.join('/')),
  fc.tuple(fc.ipV4(), fc.nat(6)).map((parts) => parts.join('/')),
  fc.tuple(fc.ipV6(), fc.nat(6)).map((parts) => parts.join('/')),
  fc.tuple(pick('2001:db8::', '::1', '2001:db8:0:0:8000::'), fc.nat(128)).map((parts) => parts.join('/')),
)

const families: readonly Family[] = [
  strings('aws:username'),
  strings('aws:PrincipalTag/team'),
  strings('aws:TagKeys'),
  {
    key: 's3:max-keys',
    operators: numeric.map((end) => `Numeric${end}`),
    given: fc.oneof(pick(...numbers), decimals),
    asked: fc.oneof(pick(...numbers), decimals),
  },
  {
    key: 'aws:CurrentTime',
    operators: numeric.map((end) => `Date${end}`),
    given: fc.oneof(pick(...dates, 'someday', '2026-02-30', '2025-02-29', ''), moments),
    asked: fc.oneof(pick(...dates), moments),
  },
  {
    key: 'aws:SecureTransport',
    operators: ['Bool'],
    given: pick('true', 'false', 'True', 'yes', ''),
    asked: pick('true', 'false', 'FALSE', 'maybe'),
  },
  {
    key: 'x:Bytes',
    operators: ['BinaryEquals'],
    given: pick('aGk=', 'aGo=', '', 'not base 64'),
    asked: pick('aGk=', 'aGo=', 'aGk', ''),
  },
  {
    key: 'aws:SourceIp',
    operators: ['IpAddress', 'NotIpAddress'],
    given: fc.oneof(pick(...sides.addresses), fc.ipV4(), fc.ipV6()),
    asked: fc.oneof(pick(...sides.ranges), ranges),
  },
  {
    key: 'aws:SourceArn',
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    given: fc.oneof(pick(...sides.arns), text(['arn', ':', 'a', 'b'], 13)),
    asked: fc.oneof(pick(...sides.arns, ...sides.arnPatterns), text(['arn', ':', ':', 'a', '*', '?'], 13)),
  },
]

const inSomeCase = (key: string) => fc.constantFrom(key, key, key.toLowerCase(), key.toUpperCase())

const condition = fc.constantFrom(...families).chain((family) =>
  fc
    .record({
      set: fc.constantFrom('', '', '', 'ForAllValues:', 'ForAnyValue:'),
      operator: fc.oneof(
        { arbitrary: fc.constantFrom(...family.operators), weight: 8 },
        { arbitrary: fc.constant('Null'), weight: 1 },
      ),
      ifExists: fc.constantFrom('', '', 'IfExists'),
      key: inSomeCase(family.key),
      asked: fc.array(family.asked, { minLength: 1, maxLength: 3 }),
      isNull: fc.boolean(),
      alone: fc.boolean(),
    })
    .map(({ set, operator, ifExists, key, asked, isNull, alone }) =>
      operator === 'Null'
        ? { operator, key, values: isNull }
        : {
            operator: `${set}${operator}${ifExists}`,
            key,
            values: alone ? (asked[0] ?? '') : asked,
          },
    ),
)

/** Later conditions of one operator and key take the place of earlier ones, as in any JSON object. */
export const conditions: fc.Arbitrary<ConditionJson> = fc
  .array(condition, { minLength: 1, maxLength: 3 })
  .map((list) => {
    const block: Record<string, Record<string, string | boolean | string[]>> = {}
    for (const { operator, key, values } of list) {
      const sameKey = Object.keys(block[operator] ?? {}).find(
        (known) => known.toLowerCase() === key.toLowerCase(),
      )
      block[operator] = { ...block[operator], [sameKey ?? key]: values }
    }
    return block
  })

export const contexts: fc.Arbitrary<Question['context']> = fc
  .tuple(
    ...families.map(({ key, given }) =>
      fc.oneof(
        { arbitrary: fc.constant(undefined), weight: 2 },
        {
          arbitrary: fc.tuple(
            inSomeCase(key),
            fc.oneof(
              { arbitrary: given.map((value) => [value]), weight: 4 },
              { arbitrary: fc.array(given, { maxLength: 3 }), weight: 1 },
            ),
          ),
          weight: 5,
        },
      ),
    ),
  )
  .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== undefined)))
