/** Secrets: what calls give and take of them stands in no event, no decision, no log and not on the disk in the clear. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import calls from './cases/secret-calls.json' with { type: 'json' }
import { findSecrets } from './support/find-secrets.ts'
import { fill } from './support/fill.ts'
import { openStage, play, type Answer, type Stage, type Step } from './support/stage.ts'

interface SecretCall extends Step {
  /** Where the secrets are, in `input` or `answer`. */
  readonly secrets?: readonly string[]
  readonly refused?: boolean
}

let stage: Stage
const logged: string[] = []
const codes = new Set<string>()

before(async () => {
  stage = await openStage()
  stage.facts['long'] = 'x'.repeat(1000)
})
after(() => stage.close())

function at(value: unknown, path: string): string {
  const found = path.split('.').reduce<unknown>((inner, name) => (inner as Answer)[name], value)
  assert.ok(typeof found === 'string' || found instanceof Uint8Array, `nothing stands at ${path}`)
  return typeof found === 'string' ? found : Buffer.from(found).toString('utf8')
}

for (const { secrets = [], refused = false, ...step } of calls as unknown as readonly SecretCall[])
  test(`${step.call} ${refused ? 'is refused' : 'answers'} and keeps its secrets`, async (t) => {
    for (const method of ['error', 'warn', 'log', 'info'] as const)
      t.mock.method(console, method, (...words: unknown[]) => void logged.push(words.join(' ')))
    const outcome = await play(stage, step).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    )
    assert.equal('error' in outcome, refused, String('error' in outcome ? outcome.error : 'it was answered'))
    const given = { input: fill({ ...step.input }, stage.facts), ...outcome }
    for (const path of secrets) {
      const secret = at(given, path)
      // Six digits stand in many a number, so codes are looked for by their names.
      if (/^\d{6}$/.test(secret)) codes.add(path.replace('input.', ''))
      else stage.secrets.add(secret)
    }
  })

test('none of these secrets stands in an event, in a decision, in a log or on the disk', async () => {
  const secrets = [...stage.secrets]
  assert.ok(secrets.length > 15, `${secrets.length} secrets`)
  const texts = [
    ...logged,
    JSON.stringify(await play(stage, { call: 'cloudtrail:LookupEvents', input: { MaxResults: 50 } })),
    JSON.stringify(await play(stage, { call: 'podpass:ListDecisions', input: { MaxResults: 50 } })),
  ]
  // What lies in JSON within JSON is escaped twice.
  const forms = (secret: string): readonly string[] => {
    const once = JSON.stringify(secret).slice(1, -1)
    return [secret, once, JSON.stringify(once).slice(1, -1)]
  }
  for (const secret of secrets)
    for (const text of texts)
      assert.ok(!forms(secret).some((form) => text.includes(form)), `${secret.slice(0, 6)}... is told`)
  assert.deepEqual([...codes], ['AuthenticationCode1', 'AuthenticationCode2', 'TokenCode'])
  for (const name of codes)
    for (const text of texts) assert.ok(!text.toLowerCase().includes(name.toLowerCase()), name)
  // The files are written in batches.
  await wait(1500)
  const { found, looked } = findSecrets(stage)
  for (const folder of ['trail', 'decisions', 'state.sqlite'])
    assert.ok(
      looked.some((file) => file.startsWith(folder)),
      folder,
    )
  assert.deepEqual(found, [])
})
