/** The calls that eksctl makes to EKS, command by command, in its order; those to CloudFormation are not among them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import table from './cases/eksctl-eks.json' with { type: 'json' }
import { openStage, play, playCase, type Case, type Stage, type Step } from './support/stage.ts'

interface Recorded extends Omit<Case, 'name'> {
  /** Keeps the id of the association that comes back, as `{id}`. */
  readonly keepId?: true
}

const given: readonly Step[] = table.given
const sequences = table.sequences as unknown as readonly {
  readonly command: string
  readonly steps: readonly Recorded[]
}[]

let stage: Stage
before(async () => {
  stage = await openStage()
  for (const step of given) await play(stage, step)
})
after(() => stage.close())

for (const { command, steps } of sequences)
  test(command, async () => {
    for (const { keepId, ...step } of steps) {
      if (keepId) stage.facts['id'] = await associationId(step)
      await playCase(stage, { name: command, ...step })
    }
  })

async function associationId(step: Step): Promise<string> {
  const answer = (await play(stage, step)) as {
    readonly associations?: readonly { readonly associationId: string }[]
  }
  assert.ok(answer.associations?.[0] !== undefined)
  return answer.associations[0].associationId
}
