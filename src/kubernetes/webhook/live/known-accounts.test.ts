import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { compareVersions } from './compare-versions.ts'
import { createKnownAccounts } from './known-accounts.ts'
import { readAccount, type Account } from './read-account.ts'

const role = 'eks.amazonaws.com/role-arn'
const account = (key: string, roleArn: string): Account => ({ key, annotations: { [role]: roleArn } })

test('versions compare as numbers of any length, and not at all when they are none', () => {
  assert.ok(compareVersions('9', '10')! < 0)
  assert.ok(compareVersions('18446744073709551616', '18446744073709551615')! > 0)
  assert.equal(compareVersions('7', '7'), 0)
  for (const odd of ['', '0x1', '-1', '01', 'abc']) assert.equal(compareVersions(odd, '7'), undefined)
})

test('answers whose versions do not compare serve once and are not kept', () => {
  const known = createKnownAccounts()
  known.replace([], 'opaque')
  assert.deepEqual(known.takeAnswer(account('a/b', 'r'), 'other'), { [role]: 'r' })
  assert.equal(known.size(), 0)
})

/**
 * A history of one account, told by a watch in order and by answers that may be as late as they like:
 * when the watch has told all, what is known is what the history ended with.
 */
test('whatever the order of answers, the watch has the last word', () => {
  const step = fc.record({
    isDeletion: fc.boolean(),
    /** Which of the versions so far an answer shows, as a part of them all; none when undefined. */
    answer: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    relists: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), fc.nat(5), (steps, lag) => {
      const known = createKnownAccounts()
      known.replace([], '1')
      const history = steps.map(({ isDeletion }, index) => (isDeletion ? undefined : `role-${index}`))
      const versionOf = (index: number): string => String(index + 2)
      const tell = (index: number): void => {
        if (index < 0 || index >= history.length) return
        const roleArn = history[index]
        if (steps[index]!.relists)
          known.replace(roleArn === undefined ? [] : [account('a/b', roleArn)], versionOf(index))
        else if (roleArn === undefined) {
          known.change('DELETED', account('a/b', 'last'), versionOf(index))
        } else known.change('MODIFIED', account('a/b', roleArn), versionOf(index))
        known.advance(versionOf(index))
      }
      for (let index = 0; index < history.length + lag; index++) {
        tell(index - lag)
        const { answer } = steps[Math.min(index, steps.length - 1)]!
        const at = answer === null ? -1 : Math.floor(answer * Math.min(index, history.length - 1))
        if (at >= 0 && history[at] !== undefined) known.takeAnswer(account('a/b', history[at]), versionOf(at))
      }
      assert.equal(known.find('a/b')?.[role], history.at(-1))
    }),
    { numRuns: 500 },
  )
})

test('an account costs less than 200 bytes, one with a role less than 500', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const measure = (annotated: boolean): number => {
    collect()
    const before = process.memoryUsage().heapUsed
    const known = createKnownAccounts()
    const objects = Array.from({ length: 10_000 }, (_, index) => {
      const annotations = annotated ? { [role]: `arn:aws:iam::123456789012:role/app-${index}` } : {}
      const text = JSON.stringify({
        metadata: { namespace: `team-${index % 50}`, name: `app-${index}`, annotations },
      })
      return readAccount(JSON.parse(text) as Record<string, unknown>, 'eks.amazonaws.com')
    })
    known.replace(objects, '1')
    objects.length = 0
    collect()
    const cost = (process.memoryUsage().heapUsed - before) / 10_000
    assert.equal(known.size(), 10_000)
    return cost
  }
  measure(false)
  const [bare, annotated] = [measure(false), measure(true)]
  assert.ok(bare < 200 && annotated < 500, `${bare.toFixed()} and ${annotated.toFixed()} bytes`)
})
