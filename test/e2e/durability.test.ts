/** What was acknowledged is there after kill -9, and a refused start changes nothing. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  IAMClient,
  paginateListRoles,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { refuse, scratch } from '../../src/cli/podpass.test-support.ts'
import { up, type Up } from '../../src/cli/up.test-support.ts'
import { talk } from './support/raw-socket.ts'

const trust = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
  })

const clientsOf = ({ clientConfig }: Up) => ({
  iam: new IAMClient(clientConfig),
  s3: new S3Client({ ...clientConfig, forcePathStyle: true }),
  sts: new STSClient(clientConfig),
})

const createRole = (podpass: Up, RoleName: string): CreateRoleCommand =>
  new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(podpass.account) })

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

interface Acknowledged {
  readonly roles: Map<string, string>
  /** Digests of objects by their keys. */
  readonly objects: Map<string, string>
}

/** Writes until it is cut off, and notes only what was answered. */
async function writeUntilKilled(podpass: Up, round: number, { roles, objects }: Acknowledged): Promise<void> {
  const { iam, s3 } = clientsOf(podpass)
  const untilCutOff = async (write: (index: number) => Promise<void>): Promise<void> => {
    for (let index = 0; ; index++)
      try {
        await write(index)
      } catch (error) {
        // What the program answers is no cut.
        if ((error as { $response?: unknown }).$response !== undefined) throw error
        return
      }
  }
  const writers = Array.from({ length: 4 }, (_, writer) =>
    untilCutOff(async (index) => {
      const name = `r${round}-w${writer}-${index}`
      const { Role } = await iam.send(createRole(podpass, name))
      roles.set(name, Role!.RoleId!)
      const body = Buffer.alloc(1 + index * 997, name)
      await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: name, Body: body }))
      objects.set(name, digest(body))
    }),
  )
  await Promise.all(writers)
}

async function holdAcknowledged(podpass: Up, { roles, objects }: Acknowledged): Promise<void> {
  const { iam, s3 } = clientsOf(podpass)
  const there = new Map<string, string>()
  for await (const page of paginateListRoles({ client: iam, pageSize: 1000 }, {}))
    for (const role of page.Roles ?? []) there.set(role.RoleName!, role.RoleId!)
  for (const [name, id] of roles) assert.equal(there.get(name), id, `lost role ${name}`)
  for (const [Key, expected] of objects) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'kept', Key }))
    assert.equal(digest(await Body!.transformToByteArray()), expected, `lost or torn object ${Key}`)
  }
}

test('nothing that was acknowledged is lost by kill -9, and keys and sessions outlive it', async (t) => {
  const data = join(scratch(t), 'data')
  const acknowledged: Acknowledged = { roles: new Map(), objects: new Map() }
  let podpass = await up(t, { data })
  const { iam, s3, sts } = clientsOf(podpass)
  await s3.send(new CreateBucketCommand({ Bucket: 'kept' }))
  await iam.send(createRole(podpass, 'held'))
  await iam.send(new CreateUserCommand({ UserName: 'held' }))
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: 'held' }))
  await iam.send(
    new AttachRolePolicyCommand({ RoleName: 'held', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  )
  const RoleArn = `arn:aws:iam::${podpass.account}:role/held`
  const { Credentials: session } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'held' }))

  for (let round = 0; round < 5; round++) {
    const enough = acknowledged.roles.size + 1 + 4 * round
    const writing = writeUntilKilled(podpass, round, acknowledged)
    while (acknowledged.roles.size < enough) await wait(5)
    await wait(Math.random() * 20)
    await podpass.stop('SIGKILL')
    await writing
    podpass = await up(t, { data })
    await holdAcknowledged(podpass, acknowledged)
  }

  const identify = (accessKeyId: string, secretAccessKey: string, sessionToken?: string) =>
    new STSClient({
      ...podpass.clientConfig,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    }).send(new GetCallerIdentityCommand({}))
  assert.equal(
    (await identify(key!.AccessKeyId!, key!.SecretAccessKey!)).Arn,
    `arn:aws:iam::${podpass.account}:user/held`,
  )
  assert.equal(
    (await identify(session!.AccessKeyId!, session!.SecretAccessKey!, session!.SessionToken)).Arn,
    `arn:aws:sts::${podpass.account}:assumed-role/held/held`,
  )
})

test('starts that are refused leave a state that serves on', async (t) => {
  const data = join(scratch(t), 'data')
  const first = await up(t, { data })
  await clientsOf(first).iam.send(createRole(first, 'kept'))
  const start = ['up', '--listen', '127.0.0.1:0', '--data', data]

  await refuse(start, 1, /^podpass: another podpass runs on data directory/)
  await clientsOf(first).iam.send(new GetRoleCommand({ RoleName: 'kept' }))
  await first.stop()

  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as AddressInfo
  await refuse(['up', '--listen', `127.0.0.1:${port}`, '--data', data], 1, /is taken by another program/)
  taken.close()

  setVersion(data, 99)
  await refuse(start, 1, /newer/)
  setVersion(data, 1)
  const second = await up(t, { data })
  assert.equal(second.account, first.account)
  await clientsOf(second).iam.send(new GetRoleCommand({ RoleName: 'kept' }))
})

function setVersion(data: string, version: number): void {
  const state = new DatabaseSync(join(data, 'state.sqlite'))
  state.exec(`PRAGMA user_version = ${version}`)
  state.close()
}

test('SIGTERM lets an upload that has begun come to its end, and keeps it', async (t) => {
  const data = join(scratch(t), 'data')
  const podpass = await up(t, { data })
  const { s3 } = clientsOf(podpass)
  await s3.send(new CreateBucketCommand({ Bucket: 'kept' }))
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  async function* body(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(1 << 20, 'a')
    await held
    yield Buffer.alloc(1 << 20, 'b')
  }
  const uploading = s3.send(
    new PutObjectCommand({
      Bucket: 'kept',
      Key: 'large',
      Body: Readable.from(body()),
      ContentLength: 2 << 20,
    }),
  )
  await wait(300)
  podpass.child.kill('SIGTERM')
  await podpass.prints(/stopping on SIGTERM/)
  await wait(100)
  const late = await talk(podpass.endpoint)
  late.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await late.settled(1, 500)
  assert.deepEqual(late.statuses(), [], 'a request that came after the signal was served')
  late.socket.destroy()
  release()
  await uploading
  assert.equal((await podpass.ended).code, 0)

  const again = clientsOf(await up(t, { data }))
  const { Body } = await again.s3.send(new GetObjectCommand({ Bucket: 'kept', Key: 'large' }))
  assert.equal((await Body!.transformToByteArray()).length, 2 << 20)
})
