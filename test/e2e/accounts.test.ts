/** Several accounts through the wire: who comes into which, what one learns of another, and the policies above them. */
import { after, before, test } from 'node:test'
import table from './cases/accounts.json' with { type: 'json' }
import control from './cases/control-policies.json' with { type: 'json' }
import { openStage, play, playCase, type Case, type Stage, type Step } from './support/stage.ts'

const given = table.given as unknown as readonly Step[]
const cases = [...table.cases, ...control.cases] as unknown as readonly Case[]

let stage: Stage
before(async () => {
  stage = await openStage()
  for (const step of given) await play(stage, step)
})
after(() => stage.close())

for (const each of cases)
  test(`${each.as ?? 'admin'}, ${each.call}: ${each.name}`, () => playCase(stage, each))
