/** What callers may and may not do through the wire: every type of policy, roles assumed and chained, sessions that end. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import table from './cases/permissions.json' with { type: 'json' }
import { findSecrets } from './support/find-secrets.ts'
import { play, playCase, openStage, type Case, type Stage, type Step } from './support/stage.ts'

const given: readonly Step[] = table.given
const cases = table.cases as unknown as readonly Case[]

let stage: Stage
before(async () => {
  stage = await openStage()
  for (const step of given) await play(stage, step)
})
after(() => stage.close())

for (const each of cases)
  test(`${each.as ?? 'admin'}, ${each.call}: ${each.name}`, () => playCase(stage, each))

test('no secret of anybody stands on disk in the clear', async () => {
  assert.ok(stage.secrets.size > 20, `${stage.secrets.size} secrets were given`)
  // The trail is written in batches.
  await wait(1500)
  const { found, looked } = findSecrets(stage)
  for (const folder of ['trail', 'decisions', 'state.sqlite'])
    assert.ok(
      looked.some((file) => file.startsWith(folder)),
      `nothing was looked at in ${folder}`,
    )
  assert.deepEqual(found, [])
})
