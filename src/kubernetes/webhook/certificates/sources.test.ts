import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { makeRoot, makeServerCertificate, newKey } from '../../../kit/index.ts'
import { startFakeApiServer, until } from '../../api/fake-api-server.test-support.ts'
import { followFiles } from './follow-files.ts'
import { followSecret } from './follow-secret.ts'
import { namesOfService, type ServingPair } from './source.ts'
import { createFindingWriter } from './write-finding.ts'

const names = namesOfService('hook', 'eks')
const rootKey = newKey()
const root = makeRoot({ key: rootKey, commonName: 'root', now: Date.now() })
const issue = async (now = Date.now()): Promise<ServingPair> =>
  makeServerCertificate({ key: rootKey, certificate: await root }, { names }, now)

function needsOf(context: TestContext) {
  const ending = new AbortController()
  context.after(() => ending.abort())
  const [pairs, problems]: [ServingPair[], string[]] = [[], []]
  return {
    pairs,
    problems,
    needs: {
      signal: ending.signal,
      now: Date.now,
      onChange: (pair: ServingPair) => void pairs.push(pair),
      onProblem: (problem: string) => void problems.push(problem),
    },
  }
}

function inDirectory(context: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-certificates-'))
  context.after(() => rmSync(directory, { recursive: true }))
  const [certFile, keyFile] = [join(directory, 'tls.crt'), join(directory, 'tls.key')]
  return { directory, certFile, keyFile, lookEvery: 10 }
}

test('files that change are read anew; half a change and a spoilt one are waited out and said once', async (t) => {
  const { pairs, problems, needs } = needsOf(t)
  const files = inDirectory(t)
  const write = (pair: Partial<ServingPair>): void => {
    if (pair.cert !== undefined) writeFileSync(files.certFile, pair.cert)
    if (pair.key !== undefined) writeFileSync(files.keyFile, pair.key)
  }
  const [first, second] = [await issue(), await issue()]
  write(first)
  const source = followFiles({ ...needs, ...files })
  assert.deepEqual([source.current()?.cert, source.notReadyBecause()], [first.cert, []])
  write({ cert: second.cert })
  await until('half a change is seen', () => problems.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(problems.length, 1)
  assert.match(problems[0]!, /not that of the certificate/)
  assert.equal(source.current()?.cert, first.cert)
  write({ key: second.key })
  await until('the change is whole', () => source.current()?.cert === second.cert)
  assert.equal(pairs.length, 2)
})

test('files behind a link that is swapped are read anew, as a mounted Secret changes', async (t) => {
  const { needs } = needsOf(t)
  const { directory, lookEvery } = inDirectory(t)
  const [first, second] = [await issue(), await issue()]
  for (const [name, pair] of [
    ['one', first],
    ['two', second],
  ] as const) {
    mkdirSync(join(directory, name))
    writeFileSync(join(directory, name, 'tls.crt'), pair.cert)
    writeFileSync(join(directory, name, 'tls.key'), pair.key)
  }
  symlinkSync('one', join(directory, 'data'))
  const at = (file: string): string => join(directory, 'data', file)
  const source = followFiles({ ...needs, certFile: at('tls.crt'), keyFile: at('tls.key'), lookEvery })
  symlinkSync('two', join(directory, 'next'))
  renameSync(join(directory, 'next'), join(directory, 'data'))
  await until('the swap is seen', () => source.current()?.cert === second.cert)
})

test('files that are missing, damaged or expired are refused at the start', async (t) => {
  const { needs } = needsOf(t)
  const files = inDirectory(t)
  assert.throws(() => followFiles({ ...needs, ...files }), /ENOENT/)
  const old = await issue(Date.now() - 100 * 86_400_000)
  writeFileSync(files.certFile, old.cert)
  writeFileSync(files.keyFile, old.key)
  assert.throws(() => followFiles({ ...needs, ...files }), /expired/)
  writeFileSync(files.keyFile, 'secret')
  assert.throws(
    () => followFiles({ ...needs, ...files }),
    (error: Error) => error.message.includes('no PEM') && !error.message.includes('secret'),
  )
})

const base64 = (text: string): string => Buffer.from(text).toString('base64')

test('a Secret is followed: not ready without it, renewed with it, and a bad one changes nothing', async (t) => {
  const fake = await startFakeApiServer(t)
  const { pairs, problems, needs } = needsOf(t)
  const path = '/api/v1/namespaces/eks/secrets/hook-tls'
  const put = (pair: ServingPair, ca?: string): void =>
    void fake.put(path, {
      metadata: { name: 'hook-tls', namespace: 'eks' },
      data: {
        'tls.crt': base64(pair.cert),
        'tls.key': base64(pair.key),
        ...(ca !== undefined && { 'ca.crt': base64(ca) }),
      },
    })
  const source = followSecret({ ...needs, client: fake.client, namespace: 'eks', name: 'hook-tls', names })
  assert.deepEqual(source.notReadyBecause(), ['secret eks/hook-tls has not been read yet'])
  await until(
    'it is known to be missing',
    () => source.notReadyBecause()[0] === 'there is no secret eks/hook-tls',
  )
  const [first, second] = [await issue(), await issue()]
  put(first, await root)
  await until('it is served', () => source.current()?.cert === first.cert)
  assert.deepEqual([source.notReadyBecause(), source.bundle()], [[], await root])
  put({ ...second, key: first.key })
  await until('the bad one is said', () => problems.some((problem) => problem.includes('not that of')))
  assert.deepEqual([source.current()?.cert, source.notReadyBecause()], [first.cert, []])
  put(second)
  await until('the new one is served', () => source.current()?.cert === second.cert)
  fake.remove(path)
  await until(
    'its end is said',
    () => problems.filter((problem) => problem.startsWith('there is no')).length > 1,
  )
  assert.deepEqual([source.current()?.cert, pairs.length], [second.cert, 2])
})

test('a finding is written as an event of the Service, one of a kind in ten minutes', async () => {
  const events: Record<string, unknown>[] = []
  let now = Date.parse('2026-01-01T00:00:00.123Z')
  const record = createFindingWriter({
    client: {
      create: (_path, event) => {
        events.push(event)
        return Promise.resolve({ ok: true, status: 201, value: {}, warnings: [] })
      },
    },
    service: { name: 'hook', namespace: 'eks' },
    now: () => now,
    instance: 'pod-1',
    newId: () => 'id',
    onProblem: assert.fail,
  })
  record({ kind: 'ca-bundle-mismatch', message: 'one' })
  record({ kind: 'ca-bundle-mismatch', message: 'two' })
  record({ kind: 'service-unreachable', message: 'three' })
  now += 10 * 60_000
  record({ kind: 'ca-bundle-mismatch', message: 'four' })
  assert.deepEqual(
    events.map(({ message }) => message),
    ['one', 'three', 'four'],
  )
  assert.deepEqual(events[0]?.['involvedObject'], {
    apiVersion: 'v1',
    kind: 'Service',
    name: 'hook',
    namespace: 'eks',
  })
  assert.equal(events[0]?.['firstTimestamp'], '2026-01-01T00:00:00Z')
})
