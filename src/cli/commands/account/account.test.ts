import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { endOfAll, refuse, scratch, succeed } from '../../podpass.test-support.ts'
import { up, type Up } from '../../up.test-support.ts'

const end = endOfAll()
let server: Up
let folder: string
before(async () => {
  server = await up(end)
  folder = scratch(end)
})

const account = (...words: string[]): string[] => ['account', ...words, '--data', server.data]
const shop = '222222222222'

function file(name: string, document: object): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(document))
  return path
}

async function callerOf(text: string): Promise<string | undefined> {
  const value = (name: string): string | undefined => new RegExp(`^${name} = (.*)$`, 'm').exec(text)?.[1]
  const sts = new STSClient({
    ...server.clientConfig,
    credentials: {
      accessKeyId: value('aws_access_key_id')!,
      secretAccessKey: value('aws_secret_access_key')!,
      sessionToken: value('aws_session_token'),
    },
  })
  return (await sts.send(new GetCallerIdentityCommand({}))).Arn
}

test('there is one account at first, and no organization and no policy', async () => {
  assert.equal(await succeed(account('list')), `${server.account}\tACTIVE\tmanagement\tof no organization\n`)
  assert.equal(await succeed(account('policy', 'list')), '')
})

test('an account is made under a wished id, and listed', async () => {
  const printed = await succeed(account('create', '--name', 'shop', '--id', shop))
  assert.match(printed, /^account {3}222222222222 {2}shop\n/)
  assert.match(printed, /role\/OrganizationAccountAccessRole\n/)
  const drawn = JSON.parse(await succeed(account('create', '--email', 'x@example.com', '--json'))) as {
    AccountId: string
    Email: string
  }
  assert.match(drawn.AccountId, /^\d{12}$/)
  assert.equal(drawn.Email, 'x@example.com')
  const listed = JSON.parse(await succeed(account('list', '--json'))) as { Id: string }[]
  assert.deepEqual(listed.map(({ Id }) => Id).toSorted(), [server.account, shop, drawn.AccountId].toSorted())
})

test('what cannot be made is refused', async () => {
  await refuse(
    account('create', '--id', shop),
    1,
    /ConflictException: there is an account of this id already/,
  )
  await refuse(account('create', '--id', '12'), 2, /expected the twelve digits of an account/)
  await refuse(account('create', '--email', 'nobody'), 1, /ValidationException: /)
})

test('env and exec come into an account as its administrator', async () => {
  const words = ['--data', server.data, '--account', shop]
  const variables = JSON.parse(await succeed(['env', ...words, '--json'])) as Record<string, string>
  assert.ok(variables['AWS_SESSION_TOKEN'])
  const told = await succeed([
    'exec',
    ...words,
    '--',
    process.execPath,
    '-e',
    'console.log(process.env.AWS_ACCESS_KEY_ID.slice(0, 4), !!process.env.AWS_SESSION_TOKEN)',
  ])
  assert.equal(told, 'ASIA true\n')
  await refuse(
    ['env', '--data', server.data, '--account', '999999999999'],
    1,
    /there is no way into account 999999999999: User: arn:aws:iam::\d+:user\/admin is not authorized to perform: sts:AssumeRole/,
  )
  await refuse(['env', ...words, '--role', 'none'], 1, /there is no way into account 222222222222/)
})

test('credentials go to a file that only its owner reads', async () => {
  const [path = ''] = (await succeed(account('credentials', shop))).split('\n')
  assert.equal(path, join(server.data, 'accounts', `${shop}.credentials`))
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(
    await callerOf(readFileSync(path, 'utf8')),
    `arn:aws:sts::${shop}:assumed-role/OrganizationAccountAccessRole/admin`,
  )
  const other = join(folder, 'root.credentials')
  const printed = await succeed(account('credentials', shop, '--root', '--file', other))
  const text = readFileSync(other, 'utf8')
  assert.ok(!printed.includes(/secret_access_key = (.*)/.exec(text)![1]!))
  assert.equal(await callerOf(text), `arn:aws:iam::${shop}:root`)
  await refuse(account('credentials', '999999999999', '--root'), 1, /there is no account `999999999999`/)
  await refuse(account('credentials', server.account, '--root'), 1, /expected a member account/)
  await refuse(account('credentials', shop, '--file', join(folder, 'none', 'x')), 1, /cannot write `/)
})

const deny = (Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 's3:CreateBucket', Resource }],
})

test('a policy of a file is attached, shown, changed and taken off', async () => {
  const path = file('fence.json', deny('*'))
  const attached = await succeed(account('policy', 'attach', 'root', path))
  assert.match(attached, /^p-[a-z0-9]{8}\tfence\tis attached to r-[a-z0-9]{4}\n$/)
  assert.match(
    await succeed(account('policy', 'list')),
    /p-FullAWSAccess\tSCP\tFullAWSAccess\t[^\n]*222222222222 \(shop\)/,
  )
  assert.match(await succeed(account('policy', 'list', 'root')), /\tSCP\tfence\tr-\w{4} \(Root\)\n/)
  assert.deepEqual(JSON.parse(await succeed(account('policy', 'show', 'fence'))), deny('*'))
  writeFileSync(path, JSON.stringify(deny('arn:aws:s3:::x')))
  assert.equal(await succeed(account('policy', 'attach', 'root', path)), attached)
  assert.deepEqual(JSON.parse(await succeed(account('policy', 'show', 'fence'))), deny('arn:aws:s3:::x'))
  assert.match(
    await succeed(account('policy', 'detach', 'root', 'fence')),
    /\tfence\tis no longer attached to r-/,
  )
  const [id = ''] = attached.split('\t')
  assert.match(await succeed(account('policy', 'attach', shop, id)), /is attached to 222222222222\n$/)
})

test('a resource control policy too, from standard input', async () => {
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::x' }],
  }
  const words = account('policy', 'attach', shop, '-', '--type', 'rcp', '--name', 'perimeter')
  const printed = await succeed(words, { input: JSON.stringify(document) })
  assert.match(printed, /\tperimeter\tis attached to 222222222222\n$/)
  assert.match(await succeed(account('policy', 'list', shop)), /\tRCP\tperimeter\t/)
})

test('what is wrong with a policy is told, and what is not there', async () => {
  const malformed = file('bad.json', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }],
  })
  await refuse(
    account('policy', 'attach', 'root', malformed),
    1,
    /policy `bad` is malformed: Statement\[0\]\.Principal: /,
  )
  await refuse(account('policy', 'attach', 'nowhere', malformed), 2, /expected an account, an organizational/)
  await refuse(account('policy', 'attach', 'root', join(folder, 'none.json')), 1, /cannot read/)
  await refuse(account('policy', 'attach', 'root', '-'), 2, /--name is needed with standard input/)
  await refuse(account('policy', 'show', 'nothing'), 1, /there is no policy `nothing`/)
  await refuse(account('policy', 'detach', 'root', 'fence'), 1, /PolicyNotAttachedException: /)
})

test('a closed account lets nobody in, and all of it is still so after a restart', async () => {
  const text = readFileSync(join(server.data, 'accounts', `${shop}.credentials`), 'utf8')
  assert.match(await succeed(account('close', shop)), /^account 222222222222 is closed/)
  await assert.rejects(callerOf(text), { name: 'InvalidClientTokenId' })
  await refuse(account('close', shop), 1, /AccountAlreadyClosedException: /)
  const before = await succeed(account('list'))
  await server.stop()
  server = await up(end, { data: server.data })
  assert.equal(await succeed(account('list')), before)
  assert.match(before, /222222222222\tSUSPENDED\tshop\t/)
  await assert.rejects(callerOf(text), { name: 'InvalidClientTokenId' })
})
