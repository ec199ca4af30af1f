import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256Hex } from '../../../kit/index.ts'
import { AwsError } from '../../protocol/index.ts'
import { packedPolicySize } from './packed-size.ts'
import { noTags } from './session-tags.ts'

/** Text that hardly deflates. */
const noise = Array.from({ length: 100 }, (_, each) => sha256Hex(`noise ${each}`)).join('')

const sizeOf = (measure: () => number | undefined): number | string => {
  try {
    return measure()!
  } catch (error) {
    assert.ok(error instanceof AwsError && error.code === 'PackedPolicyTooLarge')
    return error.text!
  }
}

const everySize = (measure: (length: number) => number | undefined) =>
  new Set(Array.from({ length: 700 }, (_, step) => sizeOf(() => measure(3000 + step * 2))))

test('nothing asked for has no size', () => assert.equal(packedPolicySize(undefined, noTags), undefined))

test('session policies may fill their room and no more', () => {
  const sizes = everySize((length) => packedPolicySize({ arns: [], inline: noise.slice(0, length) }, noTags))
  assert.ok(sizes.has(100) && !sizes.has(101))
  const refusal = (percent: number) =>
    `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`
  assert.ok(sizes.has(refusal(101)) && !sizes.has(refusal(100)))
})

test('session tags may fill their room and no more', () => {
  const sizes = everySize((length) =>
    packedPolicySize(undefined, { tags: { Team: noise.slice(0, length) }, transitiveTagKeys: [] }),
  )
  assert.ok(sizes.has(100) && !sizes.has(101))
  const refusal = (percent: number) => `Packed size of session tags consumes ${percent}% of allotted space.`
  assert.ok(sizes.has(refusal(101)) && !sizes.has(refusal(100)))
})

test('policies and tags share the room', () => {
  const policies = { arns: [], inline: noise.slice(0, 1000) }
  const tags = { tags: { Team: noise.slice(1000, 2000) }, transitiveTagKeys: ['Team'] }
  const both = packedPolicySize(policies, tags)!
  assert.ok(both > packedPolicySize(policies, noTags)! && both > packedPolicySize(undefined, tags)!)
})
