/** The rules that hold for everything that an account keeps by name: quotas, names, paths, uniqueness, ids, tags, pages. */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { makeRoot, newKey } from '../../kit/index.ts'
import { constraintViolations, loadModel, type Values } from '../protocol/index.ts'
import {
  account,
  allow,
  createTestIam,
  ec2Trust,
  now,
  type Output,
  refusalOf,
  type TestIam,
} from './iam.test-support.ts'

interface Entity {
  readonly entity: string
  readonly create: string
  /** The member of the creation's input that names it. */
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
  readonly get?: string
  readonly delete: string
  readonly list: string
  readonly listInput?: object
  readonly items: string
  /** The member that names it afterwards, where that is an ARN, and the ARN's kind. */
  readonly by?: string
  readonly arnKind?: string
  readonly show?: string
  readonly id?: string
  readonly idLike?: string
  readonly tag?: string
  readonly longestName?: number
  readonly noPath?: true
  readonly unpaged?: true
  readonly quota: { readonly name: string; readonly limit: number; readonly under: string }
}

const entities = JSON.parse(
  readFileSync(new URL('./cases/entities.json', import.meta.url), 'utf8'),
) as readonly Entity[]

const key = newKey()
const certificate = await makeRoot({ key, commonName: 'web', now })
const der = new X509Certificate(certificate).raw.toString('base64')
const saml = `<!--${'x'.repeat(1000)}--><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${der}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>`
const texts: Readonly<Record<string, string>> = {
  trust: ec2Trust,
  allow: allow('s3:*'),
  certificate,
  key,
  saml,
}

const fillIn = (input: Readonly<Record<string, unknown>>): Values =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      typeof value === 'string' ? (texts[value.slice(1, -1)] ?? value) : value,
    ]),
  )

const model = loadModel('iam')
const violationsOf = (operation: string, input: Values): readonly string[] =>
  constraintViolations(model.operation(operation)!, input)

const creation = (entity: Entity, name: string, more: object = {}): Values => ({
  ...fillIn(entity.input),
  [entity.name]: name,
  ...more,
})

const naming = ({ by, arnKind, name }: Entity, called: string, path = '/'): Values =>
  by === undefined ? { [name]: called } : { [by]: `arn:aws:iam::${account}:${arnKind}${path}${called}` }

const create = (iam: TestIam, entity: Entity, name: string, more: object = {}): Promise<Output> =>
  iam.call(entity.create, creation(entity, name, more))

for (const entity of entities) {
  const a = `a ${entity.entity}`

  test(`${a} is one of its name, whatever the case of its letters`, async () => {
    const iam = await createTestIam()
    await create(iam, entity, 'Shared')
    for (const name of ['Shared', 'SHARED'])
      assert.match(await refusalOf(create(iam, entity, name)), /^409 EntityAlreadyExists: /)
  })

  test(`${a} beyond the quota is refused`, async () => {
    const iam = await createTestIam()
    const { name, limit, under } = entity.quota
    const prefix = under.replace('{account}', account)
    const have = iam.needs.store.list(prefix).length
    await iam.needs.store.write((txn) => {
      for (let each = have; each < limit - 1; each++)
        txn.put(`${prefix}filler-${String(each).padStart(6, '0')}`, {})
    })
    await create(iam, entity, 'last')
    assert.equal(
      await refusalOf(create(iam, entity, 'more')),
      `409 LimitExceeded: Cannot exceed quota for ${name}: ${limit}`,
    )
  })

  test(`${a} takes the names and paths that AWS takes`, () => {
    const bad = ['', 'a b', 'a/b', 'ä', ...(entity.longestName ? ['x'.repeat(entity.longestName + 1)] : [])]
    for (const name of bad)
      assert.equal(violationsOf(entity.create, creation(entity, name)).length > 0, true, `name \`${name}\``)
    const longest = 'x'.repeat((entity.longestName ?? 64) - 10)
    for (const name of ['a', 'a.B_c-9', longest])
      assert.deepEqual(violationsOf(entity.create, creation(entity, name)), [])
    if (entity.noPath) return
    for (const Path of ['x', '/x', 'x/', '/a b/', '/ä/', `/${'x'.repeat(511)}/`])
      assert.equal(violationsOf(entity.create, creation(entity, 'a', { Path })).length > 0, true, Path)
    for (const Path of ['/', '/x/', '/a/b.c/', `/${'x'.repeat(510)}/`])
      assert.deepEqual(violationsOf(entity.create, creation(entity, 'a', { Path })), [])
  })

  test(`${a} is listed page by page, by markers that say nothing`, async () => {
    if (entity.unpaged) return
    const iam = await createTestIam()
    const list = async (input: object) => iam.call(entity.list, { ...entity.listInput, ...input })
    const before = ((await list({}))[entity.items] as readonly unknown[]).length
    for (const name of ['one', 'two', 'three']) await create(iam, entity, name)
    let Marker: string | undefined
    let seen = 0
    do {
      const page = await list({ Marker, MaxItems: 1 })
      const items = page[entity.items] as readonly unknown[]
      assert.equal(items.length, 1)
      seen += items.length
      Marker = page['Marker'] as string | undefined
      assert.equal(page['IsTruncated'], Marker !== undefined)
      assert.doesNotMatch(Marker ?? '', /one|two|three/)
    } while (Marker !== undefined)
    assert.equal(seen, before + 3)
    assert.equal(await refusalOf(list({ Marker: 'one' })), '400 ValidationError: Invalid Marker.')
  })

  if (entity.show !== undefined)
    test(`${a} made anew is another, made at a whole second`, async () => {
      const iam = await createTestIam()
      const shown = async (): Promise<Output> =>
        (await iam.call(entity.get!, naming(entity, 'one')))[entity.show!] as Output
      await create(iam, entity, 'one')
      const first = await shown()
      assert.match(first[entity.id!] as string, new RegExp(entity.idLike!))
      assert.equal((first['CreateDate'] as Date).getTime() % 1000, 0)
      await iam.call(entity.delete, naming(entity, 'one'))
      assert.match(await refusalOf(shown()), /^404 NoSuchEntity: /)
      await create(iam, entity, 'one')
      assert.notEqual((await shown())[entity.id!], first[entity.id!])
    })

  if (entity.tag !== undefined)
    test(`${a} takes fifty tags, and of roles and users alone the keys differ by more than case`, async () => {
      const folds = ['TagRole', 'TagUser'].includes(entity.tag!)
      const iam = await createTestIam()
      await create(iam, entity, 'one')
      const tag = (...keys: readonly string[]) =>
        refusalOf(
          iam.call(entity.tag!, {
            ...naming(entity, 'one'),
            Tags: keys.map((Key) => ({ Key, Value: 'v' })),
          }),
        )
      const numbered = Array.from({ length: 50 }, (_, index) => `k${index}`)
      assert.match(await tag(...numbered), /^no refusal/)
      assert.match(await tag('k7'), /^no refusal/)
      assert.match(await tag('K7'), folds ? /^no refusal/ : /^409 LimitExceeded: /)
      assert.match(await tag('k50'), /^409 LimitExceeded: /)
      assert.match(
        await tag('twice', folds ? 'TWICE' : 'twice'),
        /^400 InvalidInput: Duplicate tag keys found/,
      )
      assert.match(await tag('aws:mine'), /^400 InvalidInput: aws: prefixed tag key names/)
      const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))
      const many = creation(entity, 'many', { Tags })
      const refused =
        violationsOf(entity.create, many).length > 0 ||
        (await refusalOf(iam.call(entity.create, many))).startsWith('409 LimitExceeded')
      assert.ok(refused, 'fifty-one at once')
    })
}
