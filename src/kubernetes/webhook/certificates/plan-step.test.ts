import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRoot, makeServerCertificate, newKey, type Root } from '../../../kit/index.ts'
import { isVouchedFor, judgePair, readCertificates, sameCertificates } from './judge-pair.ts'
import { bundleOf, isOurs, readState, writeState, type KeptState } from './kept-state.ts'
import { defaultPeriods, planStep, type StepFacts } from './plan-step.ts'
import type { SecretData } from './secret-data.ts'
import { namesOfService } from './source.ts'
import { takeStep } from './take-step.ts'

const day = 86_400_000
const start = Date.parse('2026-01-01T00:00:00Z')
const names = namesOfService('hook', 'eks')
const facts = (days: number, more: Partial<StepFacts> = {}): StepFacts => ({
  now: start + days * day,
  periods: defaultPeriods,
  names,
  isPublished: () => true,
  ...more,
})

const found = takeStep('found', undefined, facts(0))

const authorityOf = async (name: string): Promise<Root> => {
  const key = newKey()
  return { key, certificate: await makeRoot({ key, commonName: name, now: start }) }
}

test('what is found serves the Service’s names, and nothing is left to do', async () => {
  const state = await found
  assert.equal(judgePair(state.serving, start, names), undefined)
  assert.ok(isVouchedFor(state.serving.cert, bundleOf(state), start))
  assert.equal(planStep(state, facts(0)), undefined)
})

const dueSteps: readonly (readonly [days: number, step: string | undefined])[] = [
  [53, undefined],
  // Two thirds of 90 days are 60, of 730 days 486.
  [54, 'renew-serving'],
  [437, 'renew-serving'],
  [438, 'prepare-authority'],
  [731, 'found'],
]
for (const [days, step] of dueSteps)
  test(`after ${days} days the next step is ${step ?? 'none'}`, async () =>
    assert.equal(planStep(await found, facts(days)), step))

test('a new authority signs only after it was published and time has passed, and the old one is trusted on', async () => {
  const first = await found
  const at = (days: number, isPublished = true) => facts(days, { isPublished: () => isPublished })
  const prepared = await takeStep('prepare-authority', first, at(438))
  assert.equal(readCertificates(bundleOf(prepared)).length, 2)
  // Nobody was told yet: the old one goes on signing, however long that takes.
  assert.equal(planStep(prepared, at(438, false)), 'renew-serving')
  const renewed = await takeStep('renew-serving', prepared, at(438))
  assert.equal(planStep(renewed, at(440, false)), undefined)
  assert.ok(isVouchedFor(renewed.serving.cert, first.authority.certificate, start + 440 * day))

  assert.equal(planStep(renewed, at(440)), 'note-publication')
  const noted = await takeStep('note-publication', renewed, at(440))
  const settled = (later: number, isPublished = true) =>
    planStep(noted, { ...at(440, isPublished), now: start + 440 * day + later })
  assert.equal(settled(4 * 60_000), undefined)
  assert.equal(settled(5 * 60_000), 'promote-authority')
  assert.equal(settled(5 * 60_000, false), undefined)

  const promoted = await takeStep('promote-authority', noted, at(441))
  assert.ok(sameCertificates(bundleOf(promoted), bundleOf(prepared)))
  assert.ok(isVouchedFor(promoted.serving.cert, prepared.next!.certificate, start + 441 * day))
  assert.equal(planStep(promoted, { ...at(441), now: start + 441 * day + 59 * 60_000 }), undefined)
  assert.equal(planStep(promoted, { ...at(441), now: start + 441 * day + 60 * 60_000 }), 'retire-authority')
  const retired = await takeStep('retire-authority', promoted, at(442))
  assert.ok(sameCertificates(bundleOf(retired), prepared.next!.certificate))
  assert.equal(planStep(retired, at(442)), undefined)
})

test('no serving certificate outlives its authority', async () => {
  const late = await takeStep('renew-serving', await found, facts(700))
  const [leaf] = readCertificates(late.serving.cert)
  assert.ok(leaf!.validToDate.getTime() <= start + 730 * day)
})

test('another Service’s name has a new certificate made', async () => {
  assert.equal(planStep(await found, facts(1, { names: ['other.eks.svc'] })), 'renew-serving')
})

test('what is kept is read again as it was, key by key', async () => {
  const prepared = await takeStep('prepare-authority', await found, facts(438))
  const states: KeptState[] = [
    await found,
    prepared,
    { ...prepared, nextPublishedAt: start },
    await takeStep('promote-authority', { ...prepared, nextPublishedAt: start }, facts(439)),
  ]
  for (const state of states) {
    const data = Object.fromEntries(
      Object.entries(writeState(state)).filter(([, text]) => text !== null),
    ) as SecretData
    assert.deepEqual(readState(data), JSON.parse(JSON.stringify(state)))
    assert.ok(isOurs(data))
  }
})

test('a Secret that somebody else keeps is not ours, and an empty one may become it', () => {
  assert.ok(!isOurs({ 'tls.crt': 'x', 'tls.key': 'y', 'ca.crt': 'z' }))
  assert.ok(isOurs({}))
})

const damages: readonly (readonly [what: string, damage: (data: Record<string, string>) => void])[] = [
  ['no authority', (data) => delete data['ca.crt']],
  ['no key', (data) => delete data['ca.key']],
  ['a key that is no key', (data) => (data['ca.key'] = 'x')],
  ['another key', (data) => (data['ca.key'] = newKey())],
]
for (const [what, damage] of damages)
  test(`a Secret with ${what} counts as none`, async () => {
    const data = { ...writeState(await found) } as Record<string, string>
    damage(data)
    assert.equal(readState(data), undefined)
  })

test('a pair is judged by key, time and names, and the verdict quotes no key', async () => {
  const root = await authorityOf('root')
  const pair = await makeServerCertificate(root, { names: ['a.b.svc'] }, start)
  assert.equal(judgePair(pair, start, ['a.b.svc']), undefined)
  assert.match(judgePair(pair, start, ['c.b.svc'])!, /not for c\.b\.svc/)
  assert.match(judgePair(pair, start + 91 * day)!, /expired/)
  assert.match(judgePair(pair, start - day)!, /not valid before/)
  assert.match(judgePair({ ...pair, key: newKey() }, start)!, /not that of the certificate/)
  assert.equal(judgePair({ ...pair, key: 'secret' }, start), 'the key is no PEM')
  assert.equal(judgePair({ ...pair, cert: 'secret' }, start), 'the certificate is no PEM')
})

test('a bundle vouches by signature, not by name alone', async () => {
  const [root, namesake] = [await authorityOf('same'), await authorityOf('same')]
  const { cert } = await makeServerCertificate(root, { names: ['a'] }, start)
  assert.ok(isVouchedFor(cert, namesake.certificate + root.certificate, start))
  assert.ok(!isVouchedFor(cert, namesake.certificate, start))
  assert.ok(!isVouchedFor(cert, '', start))
  assert.ok(!isVouchedFor(cert, root.certificate, start + 91 * day))
})
