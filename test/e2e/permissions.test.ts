/** What callers may and may not do through the wire: every type of policy, roles assumed and chained, sessions that end. */
import { after, before, test } from 'node:test'
import table from './cases/permissions.json' with { type: 'json' }
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
