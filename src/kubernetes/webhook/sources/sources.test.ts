import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { parse } from 'yaml'
import { startFakeApiServer } from '../../api/fake-api-server.test-support.ts'
import type { JsonObject } from '../../api/index.ts'
import { followPodIdentities } from './follow-pod-identities.ts'
import { followRoleMap } from './follow-role-map.ts'
import { findInstanceIdentity } from './instance-identity.ts'
import { readPodIdentities } from './pod-identities.ts'
import { findRoleEntry, readRoleMap, type RoleEntry } from './role-map.ts'

const casesOf = <Case>(file: string): readonly Case[] =>
  parse(readFileSync(new URL(`../cases/${file}.yaml`, import.meta.url), 'utf8')) as readonly Case[]

interface Text {
  readonly name: string
  readonly text: string
  readonly problems?: readonly string[]
  readonly refused?: string
}

for (const item of casesOf<
  Text & { upstreamCompatible?: boolean; find?: Readonly<Record<string, RoleEntry | null>> }
>('role-map'))
  test(`role map: ${item.name}`, () => {
    const read = readRoleMap(item.text)
    if (item.refused !== undefined) return assert.deepEqual(read, { ok: false, problem: item.refused })
    assert.ok(read.ok)
    assert.deepEqual(read.problems, item.problems ?? [])
    for (const [key, expected] of Object.entries(item.find ?? {})) {
      const [namespace, name] = key.split('/')
      const found = findRoleEntry(read.map, namespace!, name!, item.upstreamCompatible)
      assert.deepEqual(found ?? null, expected, key)
    }
  })

for (const item of casesOf<Text & { keys?: readonly string[] }>('pod-identities'))
  test(`pod identities: ${item.name}`, () => {
    const read = readPodIdentities(item.text)
    if (item.refused !== undefined) return assert.deepEqual(read, { ok: false, problem: item.refused })
    assert.ok(read.ok)
    assert.deepEqual([[...read.keys], read.problems], [item.keys, item.problems ?? []])
  })

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (holds()) return
    await new Promise((resolve) => {
      setTimeout(resolve, 5)
    })
  }
  assert.fail(`never came true: ${what}`)
}

const listOf = (...names: readonly string[]): string =>
  JSON.stringify({ identities: names.map((serviceAccount) => ({ namespace: 'a', serviceAccount })) })

function followFile(context: TestContext, file: string, upstreamCompatible = false) {
  const ending = new AbortController()
  context.after(() => ending.abort())
  const problems: string[] = []
  const onProblem = (message: string): void => void problems.push(message)
  // Long enough that only events of the directory lead to a look.
  const lookEvery = 60_000
  return {
    problems,
    ...followPodIdentities({ file, signal: ending.signal, upstreamCompatible, onProblem, lookEvery }),
  }
}

function directoryOf(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-identities-'))
  context.after(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

test('the identities file is followed: changed, broken, mended, removed', async (context) => {
  const file = join(directoryOf(context), 'identities.json')
  writeFileSync(file, listOf('b'))
  const source = followFile(context, file)
  assert.ok(source.has('a', 'b') && !source.has('a', 'c'))
  assert.equal(source.notReadyBecause(), undefined)
  writeFileSync(file, listOf('c'))
  await until('c is listed', () => source.has('a', 'c') && !source.has('a', 'b'))
  writeFileSync(file, '{')
  await until('the problem is told', () => source.problems.length === 1)
  assert.deepEqual(source.problems, [`\`${file}\` is left as it was: it is not JSON`])
  assert.ok(source.has('a', 'c'), 'the last good list counts')
  writeFileSync(file, listOf('d', 'e'))
  await until('d and e are listed', () => source.has('a', 'd') && source.size() === 2)
  rmSync(file)
  await until('nobody is listed', () => source.size() === 0)
})

test('a ConfigMap mount, whose link is swapped, is followed though the file itself never changes', async (context) => {
  const directory = directoryOf(context)
  const version = (name: string, text: string): void => {
    mkdirSync(join(directory, name))
    writeFileSync(join(directory, name, 'identities.json'), text)
    symlinkSync(name, join(directory, '..data_tmp'))
    renameSync(join(directory, '..data_tmp'), join(directory, '..data'))
  }
  version('..1', listOf('b'))
  symlinkSync('..data/identities.json', join(directory, 'identities.json'))
  const source = followFile(context, join(directory, 'identities.json'))
  assert.ok(source.has('a', 'b'))
  version('..2', listOf('c'))
  await until('c is listed', () => source.has('a', 'c') && !source.has('a', 'b'))
})

test('a file that was never good keeps the webhook from being ready, except as upstream has it', (context) => {
  const file = join(directoryOf(context), 'identities.json')
  writeFileSync(file, '[')
  assert.equal(followFile(context, file).notReadyBecause(), `\`${file}\` cannot be read: it is not JSON`)
  assert.equal(followFile(context, file, true).notReadyBecause(), undefined)
})

test('a file that is not there lists nobody, and one in no directory is looked for', (context) => {
  assert.equal(followFile(context, join(directoryOf(context), 'none')).notReadyBecause(), undefined)
  assert.equal(followFile(context, '/nowhere/at/all/identities.json').size(), 0)
})

const path = '/api/v1/namespaces/eks/configmaps/pod-identity-webhook'

const configMap = (config?: string): JsonObject => ({
  metadata: { name: 'pod-identity-webhook', namespace: 'eks' },
  data: config === undefined ? {} : { config },
})

async function followMap(context: TestContext, first: JsonObject | undefined, upstreamCompatible = false) {
  const server = await startFakeApiServer(context)
  if (first !== undefined) server.put(path, first)
  const ending = new AbortController()
  context.after(() => ending.abort())
  const problems: string[] = []
  const onProblem = (message: string): void => void problems.push(message)
  const { signal } = ending
  const source = followRoleMap({
    client: server.client,
    namespace: 'eks',
    signal,
    upstreamCompatible,
    onProblem,
  })
  return { source, server, problems }
}

const where = 'the role map (ConfigMap eks/pod-identity-webhook, key config)'

test('the role map is followed: read, changed, broken, mended, deleted', async (context) => {
  const { source, server, problems } = await followMap(context, configMap('{"a/b":{"RoleARN":"r"}}'))
  assert.equal(source.notReadyBecause(), `${where} is not known yet`)
  await until('the map is known', () => source.notReadyBecause() === undefined)
  assert.equal(source.find('a', 'b')?.roleArn, 'r')
  server.put(path, configMap('{"a/c":{"RoleARN":"s"},"x":null}'))
  await until('the change counts', () => source.find('a', 'c')?.roleArn === 's')
  assert.equal(source.find('a', 'b'), undefined)
  assert.equal(problems.length, 1)
  server.put(path, configMap('nonsense'))
  server.put(path, configMap())
  await until('both problems are told', () => problems.length === 3)
  assert.deepEqual(problems.slice(1), [
    `${where} is left as it was: it is not JSON`,
    `${where} is left as it was: it has no key config`,
  ])
  assert.equal(source.find('a', 'c')?.roleArn, 's', 'the last good map counts')
  server.remove(path)
  await until('the map is gone', () => source.size() === 0)
})

test('a role map that was never good keeps the webhook from being ready, except as upstream has it', async (context) => {
  const ours = await followMap(context, configMap('['))
  await until('the problem is told', () => ours.problems.length === 1)
  assert.equal(ours.source.notReadyBecause(), `${where} cannot be read: it is not JSON`)
  const theirs = await followMap(context, configMap('['), true)
  await until('it is ready', () => theirs.source.notReadyBecause() === undefined)
})

test('a role map that is not there is empty, and one that is deleted goes on to count as upstream has it', async (context) => {
  const empty = await followMap(context, undefined)
  await until('it is ready', () => empty.source.notReadyBecause() === undefined)
  const { source, server } = await followMap(context, configMap('{"a/b":{"RoleARN":"r"}}'), true)
  await until('the map is known', () => source.size() === 1)
  server.remove(path)
  server.put(path, configMap('{"a/c":{"RoleARN":"r"}}'))
  await until('the next map counts', () => source.find('a', 'c') !== undefined)
})

async function metadataService(
  context: TestContext,
  answer: (method: string, path: string, token: string | undefined) => readonly [number, string],
): Promise<string> {
  const server: Server = createServer((request, response) => {
    const token = request.headers['x-aws-ec2-metadata-token'] as string | undefined
    const [status, body] = answer(request.method!, request.url!, token)
    response.writeHead(status).end(body)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  context.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const documentOf = (region: string): string => JSON.stringify({ accountId: '111122223333', region })

test('the instance tells its account and region, with a token where there is one', async (context) => {
  const partitions = [
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eusc-de-east-1', 'aws-eusc'],
  ] as const
  let region = ''
  const second = await metadataService(context, (method, path, token) => {
    if (method === 'PUT' && path === '/latest/api/token') return [200, 'a-token']
    return token === 'a-token' && path === '/latest/dynamic/instance-identity/document'
      ? [200, documentOf(region)]
      : [401, '']
  })
  for (const [name, partition] of partitions) {
    region = name
    assert.deepEqual(await findInstanceIdentity(second), { account: '111122223333', region, partition })
  }
  const first = await metadataService(context, (method) =>
    method === 'PUT' ? [404, ''] : [200, documentOf('eu-west-1')],
  )
  assert.equal((await findInstanceIdentity(first)).account, '111122223333')
})

test('an instance that does not tell it is named as the reason for no start', async (context) => {
  const refusing = await metadataService(context, () => [403, ''])
  await assert.rejects(
    findInstanceIdentity(refusing),
    /does not tell the account .*: it answered 403; --aws-account-id/,
  )
  const odd = await metadataService(context, (method) =>
    method === 'PUT' ? [404, ''] : [200, '{"accountId":"1"}'],
  )
  await assert.rejects(findInstanceIdentity(odd), /names no account and region/)
  const broken = await metadataService(context, (method) => (method === 'PUT' ? [404, ''] : [200, '<html>']))
  await assert.rejects(findInstanceIdentity(broken), /is not JSON/)
  await assert.rejects(
    findInstanceIdentity('http://127.0.0.1:1', 200),
    /http:\/\/127\.0\.0\.1:1 does not tell/,
  )
})
