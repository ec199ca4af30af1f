/** JSON as nobody writes it and as it is allowed all the same: values that nearly fit a shape, and texts with blanks, escapes and names that come twice. */
import * as fc from 'fast-check'
import { isObject } from '../../api/index.ts'
import type { Shape } from './shape.ts'

/** Mostly what the shape wants, and at times anything. */
export function valueFor(shape: Shape): fc.Arbitrary<unknown> {
  const fitting = fittingValue(shape)
  return fc.oneof({ weight: 12, arbitrary: fitting }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) })
}

/** Words on which decisions turn. */
const words = fc.oneof(
  fc.constantFrom('CREATE', 'pods', 'web', 'demo', 'c', '', 'token', 'windows', 'aws-iam-token'),
  fc.constantFrom('/var/run/secrets/eks.amazonaws.com/serviceaccount', 'AdmissionReview', 'ReplicaSet'),
  fc.constantFrom('admission.k8s.io/v1', 'admission.k8s.io/v1beta1', 'x\n"\\/\u{1f600}\u2028', '\ud800'),
  fc.string(),
)
const scalar = fc.oneof(words, fc.boolean(), fc.constant(null), fc.double({ noNaN: true }), fc.integer())

function fittingValue(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'whole':
      return fc.oneof({ weight: 8, arbitrary: words }, { weight: 1, arbitrary: scalar })
    case 'text':
      return fc.oneof(fc.constantFrom('AWS_ROLE_ARN', 'AWS_REGION', ...shape.starts, 'SETTING'), words)
    case 'list':
      return fc.array(valueFor(shape.item!), { maxLength: 3 })
    case 'holding': {
      const start = JSON.parse(`${shape.text.toString()}"`) as string
      const names = ['skip-containers', 'role-arn.c', 'token-expiration', 'region', 'Role-Arn'].map(
        (name) => start + name,
      )
      return fc.dictionary(fc.oneof(fc.constantFrom(...names, 'a/b', 'x'), words), words, { maxKeys: 3 })
    }
    case 'object': {
      const members = shape.byLength.flatMap((those) => those ?? [])
      const known = Object.fromEntries(members.map(({ name, shape: own }) => [name, valueFor(own)]))
      const others = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 })
      return fc
        .tuple(fc.record(known, { requiredKeys: [] }), others)
        .map(([found, other]) => ({ ...other, ...found }))
    }
  }
}

/** Chooses one of so many ways; 0 is the usual one. */
export type Choose = (ways: number) => number

export function write(value: unknown, choose: Choose): string {
  const blank = (): string => ['', '', '', ' ', '\n', '\r\t'][choose(6)]!
  const around = (text: string): string => blank() + text + blank()
  if (Array.isArray(value)) return around(`[${value.map((item) => write(item, choose)).join(',')}]`)
  if (typeof value === 'string') return around(writeText(value, choose))
  if (!isObject(value)) return around(JSON.stringify(value))
  const members = Object.entries(value).map(
    ([name, each]) => `${around(writeText(name, choose))}:${write(each, choose)}`,
  )
  const repeats = members.length > 0 && choose(20) === 19 ? [members[0]!] : []
  return around(`{${[...members, ...repeats].join(',')}}`)
}

/** One in forty stands as its number. */
const writeText = (text: string, choose: Choose): string =>
  `"${text
    .split('')
    .map((unit) =>
      choose(40) === 39
        ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
        : JSON.stringify(unit).slice(1, -1),
    )
    .join('')}"`
