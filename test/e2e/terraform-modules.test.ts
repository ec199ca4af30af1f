/** The calls that four uses of the modules of terraform-aws-iam make through Terraform: what is read twice is equal, and the roles let in whom they name. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import modules from './cases/terraform-modules.json' with { type: 'json' }
import { fill } from './support/fill.ts'
import { describe, openStage, play, type Answer, type Stage, type Step } from './support/stage.ts'

interface ModuleCalls {
  readonly name: string
  readonly role: string
  /** Whom the role lets in, and whom not, by the `sub` of their tokens. */
  readonly subject: string
  readonly stranger: string
  readonly make: readonly Step[]
  /** What each later plan asks. */
  readonly reads: readonly Step[]
  readonly destroy: readonly Step[]
}

let stage: Stage
before(async () => {
  stage = await openStage()
  const provider = {
    Url: '{origin}/app',
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList: ['{thumbprint}'],
  }
  await play(stage, { call: 'iam:CreateOpenIDConnectProvider', input: provider })
  const cluster = {
    name: 'dev',
    roleArn: 'arn:aws:iam::{account}:role/cluster',
    resourcesVpcConfig: { subnetIds: ['subnet-a', 'subnet-b'] },
  }
  await play(stage, { call: 'eks:CreateCluster', input: cluster })
})
after(() => stage.close())

const playAll = async (steps: readonly Step[]): Promise<readonly Answer[]> => {
  const answers: Answer[] = []
  for (const step of steps) {
    const { $metadata: _, ...answer } = await play(stage, step)
    answers.push(answer)
  }
  return answers
}

const assume = ({ role }: ModuleCalls, sub: string): Promise<string> =>
  play(stage, {
    call: 'sts:AssumeRoleWithWebIdentity',
    input: { RoleArn: `arn:aws:iam::{account}:role/${role}`, RoleSessionName: 'pod' },
    token: { claims: { sub } },
  }).then(() => 'let in', describe)

/** The documents that were given, and those that are read, both as values. */
const given = (calls: ModuleCalls): unknown[] =>
  calls.make.flatMap(({ input = {} }) =>
    [input['PolicyDocument'], input['AssumeRolePolicyDocument']].filter((document) => document !== undefined),
  )
const shown = (answers: readonly Answer[]): unknown[] =>
  answers.flatMap(({ PolicyVersion, Role }) => {
    const { Document, AssumeRolePolicyDocument } = { ...PolicyVersion!, ...Role! } as Record<string, string>
    const text = Document ?? AssumeRolePolicyDocument
    return text === undefined ? [] : [JSON.parse(decodeURIComponent(text))]
  })

for (const calls of modules as unknown as readonly ModuleCalls[])
  test(calls.name, async () => {
    await playAll(calls.make)
    const first = await playAll(calls.reads)
    assert.deepEqual(await playAll(calls.reads), first)
    assert.deepEqual(shown(first), fill(given(calls), stage.facts))
    assert.equal(await assume(calls, calls.subject), 'let in')
    const refusal = '403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity'
    assert.equal(await assume(calls, calls.stranger), refusal)
    await playAll(calls.destroy)
    for (const read of calls.reads)
      assert.match(await play(stage, read).then(() => 'read', describe), /^404 NoSuchEntity/, read.call)
  })
