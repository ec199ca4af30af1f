import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTrustCheck, type RoleAnswer } from './trust-check.ts'

const roleArn = 'arn:aws:iam::111122223333:role/web'
const subject = { roleArn, namespace: 'shop', serviceAccount: 'web', audience: 'sts.amazonaws.com' }

function start(answers: (roleArn: string) => Promise<RoleAnswer<string>> | RoleAnswer<string>) {
  const asked: string[] = []
  const problems: string[] = []
  const judged: string[] = []
  const facts = { time: 0, issuer: 'https://issuer' as string | undefined }
  const { check, counts } = createTrustCheck<string>({
    askRole: async (role) => {
      asked.push(role)
      return answers(role)
    },
    judge: (policy, { serviceAccount }) => {
      judged.push(serviceAccount)
      return policy === 'good' ? undefined : `${policy} for ${serviceAccount}`
    },
    issuer: () => facts.issuer,
    now: () => facts.time,
    onProblem: (problem) => problems.push(problem),
  })
  return { asked, problems, judged, facts, check, counts }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const found = (trustPolicy: string): RoleAnswer<string> => ({ kind: 'found', trustPolicy })

test('what is not known holds nobody up, is asked once, and told to the next', async () => {
  const { asked, check, counts, judged } = start(() => found('bad'))
  assert.equal(check(subject), undefined)
  assert.equal(check(subject), undefined)
  await settled()
  assert.equal(check(subject), `role ${roleArn} cannot be assumed: bad for web`)
  assert.equal(check({ ...subject, serviceAccount: 'api' }), `role ${roleArn} cannot be assumed: bad for api`)
  assert.equal(check(subject), `role ${roleArn} cannot be assumed: bad for web`)
  assert.deepEqual([asked, judged], [[roleArn], ['web', 'api']])
  assert.deepEqual(counts(), { passed: 0, warned: 3, missing: 0, unknown: 0, pending: 2 })
})

test('a policy that lets it in warns of nothing', async () => {
  const { check, counts } = start(() => found('good'))
  check(subject)
  await settled()
  assert.equal(check(subject), undefined)
  assert.equal(counts().passed, 1)
})

test('nobody is warned by an answer that is not new any more', async () => {
  let policy = 'bad'
  const { check, facts, asked } = start(() => found(policy))
  check(subject)
  await settled()
  facts.time = 10 * 60_000
  policy = 'good'
  assert.equal(check(subject), undefined)
  await settled()
  assert.equal(check(subject), undefined)
  assert.equal(asked.length, 2)
})

test('a role that is not there is warned of, and told once', async () => {
  const { check, facts, problems } = start(() => ({ kind: 'missing' }))
  for (let round = 0; round < 3; round++) {
    check(subject)
    await settled()
    assert.equal(check(subject), `role ${roleArn} does not exist`)
    facts.time += 90_000
  }
  assert.deepEqual(problems, [`trust of role ${roleArn}: there is no such role`])
})

test('what the webhook may not ask is told once and warned of never', async () => {
  const { check, problems, counts } = start(() => ({ kind: 'unknown', because: 'the webhook may not ask' }))
  check(subject)
  await settled()
  for (let round = 0; round < 5; round++) assert.equal(check(subject), undefined)
  assert.deepEqual(problems, [`trust of role ${roleArn}: the webhook may not ask`])
  assert.equal(counts().unknown, 5)
})

test('a failure is asked again after a while and takes nothing away that was known', async () => {
  let answer: RoleAnswer<string> = { kind: 'failed', because: 'no network' }
  const { check, facts, asked } = start(() => answer)
  check(subject)
  await settled()
  check(subject)
  assert.equal(asked.length, 1)
  facts.time = 31_000
  answer = found('good')
  check(subject)
  await settled()
  answer = { kind: 'failed', because: 'no network' }
  facts.time += 3 * 60_000
  check(subject)
  await settled()
  assert.equal(check(subject), undefined)
  assert.equal(asked.length, 3)
})

test('nothing is judged before the issuer is known', async () => {
  const { check, facts, judged } = start(() => found('bad'))
  facts.issuer = undefined
  check(subject)
  await settled()
  assert.equal(check(subject), undefined)
  assert.deepEqual(judged, [])
  facts.issuer = 'https://issuer'
  assert.match(check(subject) ?? '', /bad for web/)
})

test('many roles are asked for a few at a time, and no more than fit are waited for', async () => {
  let open = 0
  let most = 0
  const { check, asked } = start(async () => {
    most = Math.max(most, ++open)
    await settled()
    open--
    return found('good')
  })
  for (let index = 0; index < 2000; index++) check({ ...subject, roleArn: `${roleArn}-${index}` })
  for (let round = 0; round < 2000; round++) await settled()
  assert.ok(most <= 4, String(most))
  assert.ok(asked.length <= 504, String(asked.length))
})
