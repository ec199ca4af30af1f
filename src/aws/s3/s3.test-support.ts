/** S3 behind a real gateway on a port of its own, for tests, with callers whose policies the test writes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { randomBytes } from 'node:crypto'
import { S3Client } from '@aws-sdk/client-s3'
import { compilePolicy, parsePolicy, type CompiledPolicy, type Principal } from '../../policy/index.ts'
import { adapt } from '../../server/listen/adapt.ts'
import { createMemoryStore, type Store } from '../../store/index.ts'
import { createGateway, type DecisionRecord, type TrailEvent } from '../gateway/index.ts'
import type { Caller } from '../protocol/index.ts'
import { createS3 } from './index.ts'

export const account = '111122223333'
export const otherAccount = '444455556666'

type StatementText = Readonly<Record<string, unknown>>

export interface Subject {
  readonly endpoint: string
  readonly store: Store
  readonly directory: string
  readonly faults: unknown[]
  readonly events: TrailEvent[]
  readonly decisions: DecisionRecord[]
  /** A client of a user of the account (or another one) who is allowed what the statements say. */
  client(caller?: CallerPlan): S3Client
  /** The same as environment variables, for programs. */
  environment(caller?: CallerPlan): Record<string, string>
  /** As the clock of a whole installation does it. */
  runLifecycle(now: number): Promise<void>
  close(): Promise<void>
}

export interface CallerPlan {
  readonly name?: string
  readonly account?: string
  readonly root?: boolean
  readonly region?: string
  /** When the client computes checksums of its own; always when absent. */
  readonly checksums?: 'WHEN_REQUIRED'
  /** Everything when absent. */
  readonly statements?: readonly StatementText[]
}

export const allow = (
  action: string | readonly string[],
  resource: string | readonly string[] = '*',
): StatementText => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
})

export interface SubjectFacts {
  readonly store?: Store
  readonly directory?: string
}

export async function startS3(facts: SubjectFacts = {}): Promise<Subject> {
  const directory = facts.directory ?? mkdtempSync(join(tmpdir(), 'podpass-s3-'))
  const store = facts.store ?? createMemoryStore()
  const callers = new Map<string, Caller>()
  const [faults, events, decisions]: [unknown[], TrailEvent[], DecisionRecord[]] = [[], [], []]
  const onFault = (fault: unknown): void => void faults.push(fault)
  const s3 = createS3({
    store,
    directory: join(directory, 'objects'),
    random: randomBytes,
    principalId: (arn) =>
      arn.includes(account)
        ? arn.endsWith('/nobody')
          ? 'missing'
          : { id: idOf(arn.split('/').at(-1)!) }
        : 'foreign',
    onFault,
  })
  await s3.cleared
  const handler = createGateway({
    services: [s3.service],
    credentials: {
      find: (id) => {
        const caller = callers.get(id)
        if (caller === undefined) return { outcome: 'unknown-key' }
        return { outcome: 'found', secretAccessKey: `secret of ${id}`, caller }
      },
    },
    trail: (event) => void events.push(event),
    decisions: (record) => void decisions.push(record),
    account,
    region: 'us-east-1',
    clock: Date.now,
    random: randomBytes,
    onFault,
  })
  const server = createServer(adapt(handler, onFault))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clients: S3Client[] = []

  function keyOf(plan: CallerPlan): string {
    const caller = callerOf(plan)
    const id = `AKIA${randomBytes(8).toString('hex').toUpperCase()}`
    callers.set(id, { ...caller, accessKeyId: id })
    return id
  }

  return {
    endpoint,
    store,
    directory,
    faults,
    events,
    decisions,
    client: (plan = {}) => {
      const accessKeyId = keyOf(plan)
      const client = new S3Client({
        endpoint,
        region: plan.region ?? 'us-east-1',
        forcePathStyle: true,
        maxAttempts: 1,
        requestChecksumCalculation: plan.checksums ?? 'WHEN_SUPPORTED',
        credentials: { accessKeyId, secretAccessKey: `secret of ${accessKeyId}` },
      })
      clients.push(client)
      return client
    },
    environment: (plan = {}) => {
      const id = keyOf(plan)
      return {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: plan.region ?? 'us-east-1',
        AWS_DEFAULT_REGION: plan.region ?? 'us-east-1',
        AWS_ACCESS_KEY_ID: id,
        AWS_SECRET_ACCESS_KEY: `secret of ${id}`,
      }
    },
    runLifecycle: (now) => s3.runLifecycle(now, new AbortController().signal),
    close: async () => {
      for (const client of clients) client.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await store.close()
      if (facts.directory === undefined) rmSync(directory, { recursive: true })
    },
  }
}

const idOf = (name: string): string => `AIDA${name.toUpperCase().padEnd(17, '2')}`

function callerOf({ name = 'alice', account: of = account, root = false, statements }: CallerPlan): Caller {
  const principal: Principal = root
    ? { kind: 'root', partition: 'aws', account: of }
    : { kind: 'user', partition: 'aws', account: of, arn: `arn:aws:iam::${of}:user/${name}`, id: idOf(name) }
  return {
    principal,
    userId: root ? of : idOf(name),
    context: new Map(),
    policies: { identity: [policyOf(statements ?? [allow('*')])] },
  }
}

function policyOf(statements: readonly StatementText[]): CompiledPolicy {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.length > 0 ? statements : [nothing],
  })
  const parsed = parsePolicy(text, 'identity')
  if (!parsed.ok) throw new Error(parsed.problems[0].message)
  return compilePolicy(parsed.document, { name: 'test' })
}

/** A policy has to have a statement. */
const nothing = allow('sts:GetCallerIdentity')
