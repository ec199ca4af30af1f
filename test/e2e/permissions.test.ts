/** What callers may and may not do through the wire: every type of policy, roles assumed and chained, sessions that end. */
import { after, before, test } from 'node:test'
import table from './cases/permissions.json' with { type: 'json' }
import { openForeignIssuers } from './support/foreign-issuer.ts'
import { openInstallation } from './support/installation.ts'
import { play, playCase, setStage, type Case, type Stage, type Step } from './support/stage.ts'

const given: readonly Step[] = table.given
const cases = table.cases as unknown as readonly Case[]

let stage: Stage
before(async () => {
  const [installation, issuers] = await Promise.all([openInstallation(), openForeignIssuers()])
  stage = setStage(installation, issuers)
  for (const step of given) await play(stage, step)
})
after(async () => {
  await stage.issuers.close()
  await stage.installation.stop()
})

for (const each of cases)
  test(`${each.as ?? 'admin'}, ${each.call}: ${each.name}`, () => playCase(stage, each))
