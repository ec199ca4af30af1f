/** An IAM over the memory store with one account, and calls of its operations without a gateway. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { createMemoryStore } from '../../store/index.ts'
import type { Principal } from '../../policy/index.ts'
import {
  AwsError,
  type Authorization,
  type Call,
  loadModel,
  type Operation,
  type Shape,
} from '../protocol/index.ts'
import { createIam } from './index.ts'
import type { IamNeeds } from './needs.ts'

const model = loadModel('iam')

export const account = '111122223333'
export const now = Date.UTC(2026, 10, 21, 12, 0, 0, 250)
export const thumbprint = createHash('sha1').update('ca').digest('hex')

export const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess'

/** A trust policy as text, for principals given as the Principal element has them. */
export const trustOf = (principal: unknown, action: string | string[] = 'sts:AssumeRole'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: action }],
  })

export const ec2Trust = trustOf({ Service: 'ec2.amazonaws.com' })

export const allow = (action: string | string[], resource = '*'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
  })

export type Output = Readonly<Record<string, unknown>>

export async function createTestIam(changes: Partial<IamNeeds> = {}) {
  const needs: IamNeeds = {
    store: createMemoryStore(),
    clock: () => now,
    random: (length) => randomBytes(length),
    keyWrap: testWrap,
    thumbprintOf: () => Promise.resolve(thumbprint.toUpperCase()),
    ...changes,
  }
  const iam = createIam(needs)
  await iam.createAccount({
    account,
    partition: 'aws',
    adminUser: { name: 'admin', accessKeyId: 'AKIAADMIN', secretAccessKey: 'admin secret' },
  })
  const operationOf = (name: string) =>
    iam.service.operations[name] as unknown as Operation<object> | undefined
  const required = (name: string) => {
    const operation = operationOf(name)
    if (operation === undefined) throw new Error(`there is no operation ${name}`)
    return operation
  }

  return {
    iam,
    needs,
    /** Invokes an operation as an administrator, or as the principal given. */
    call: async (name: string, input: object = {}, principal?: Principal): Promise<Output> => {
      const call = callOf(name, principal)
      const { authorize } = required(name)
      if (typeof authorize === 'function') await authorize(input, call)
      const output = (await required(name).invoke(input, call)) as Output
      const shape = model.operation(name)?.output
      if (shape !== undefined) assertShape(shape, output, name)
      return output
    },
    authorizations: async (name: string, input: object, principal?: Principal) => {
      const { authorize } = required(name)
      if (typeof authorize !== 'function') throw new Error(`${name} asks no permission`)
      return authorize(input, callOf(name, principal))
    },
  }
}

export type TestIam = Awaited<ReturnType<typeof createTestIam>>

/** The code, status and text of the refusal that a promise ends in. */
export async function refusalOf(promise: Promise<unknown>): Promise<string> {
  try {
    const output = await promise
    return `no refusal: ${JSON.stringify(output)}`
  } catch (fault) {
    if (!(fault instanceof AwsError)) throw fault
    return `${fault.status} ${fault.code}: ${fault.text ?? ''}`
  }
}

export const fromBase32 = (text: string): Uint8Array => {
  const bits = Array.from(text)
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Uint8Array.from(bits.match(/.{8}/g)!, (byte) => Number.parseInt(byte, 2))
}

export const contextObject = (authorization: Authorization | undefined): Record<string, unknown> =>
  Object.fromEntries(authorization?.context ?? [])

const root: Principal = { kind: 'root', partition: 'aws', account }

export const callOf = (operation: string, principal: Principal = root): Call => ({
  requestId: 'request',
  service: 'iam',
  operation,
  region: 'us-east-1',
  partition: 'aws',
  account,
  caller: {
    principal,
    userId: 'id' in principal ? principal.id : account,
    context: new Map(),
    policies: { identity: [] },
  },
  now,
  sourceIp: '127.0.0.1',
  userAgent: 'test',
  secureTransport: false,
  endpoint: 'http://127.0.0.1:4566',
  context: new Map(),
  signal: new AbortController().signal,
  notes: { checks: [], resources: [], additionalEventData: {} },
})

/** No secret-keeping, but it notices a purpose that is not the one it wrapped for. */
const testWrap: IamNeeds['keyWrap'] = {
  wrap: (secret, purpose) => JSON.stringify([purpose, Buffer.from(secret).toString('base64')]),
  unwrap: (wrapped, purpose) => {
    const [kept, text] = JSON.parse(wrapped) as [string, string]
    if (kept !== purpose) throw new Error('wrapped for another purpose')
    return Buffer.from(text, 'base64')
  },
}

/** The encoder leaves out what the model does not know, so a misspelt member would go unseen. */
function assertShape(shape: Shape, value: unknown, path: string): void {
  if (value === undefined) return
  switch (shape.kind) {
    case 'structure': {
      const output = value as Output
      const names = shape.members.map((member) => member.name)
      for (const name of Object.keys(output)) assert.ok(names.includes(name), `${path}.${name} is unknown`)
      for (const member of shape.members) {
        if (member.required && !isRoot(output, member.name))
          assert.notEqual(output[member.name], undefined, `${path}.${member.name} is required`)
        assertShape(member.shape, output[member.name], `${path}.${member.name}`)
      }
      return
    }
    case 'list':
      assert.ok(Array.isArray(value), path)
      for (const [index, item] of value.entries()) assertShape(shape.member.shape, item, `${path}[${index}]`)
      return
    case 'map':
      for (const [name, item] of Object.entries(value as Output))
        assertShape(shape.value.shape, item, `${path}.${name}`)
      return
    case 'timestamp':
      assert.ok(value instanceof Date, `${path} is no date`)
      return
    case 'blob':
      assert.ok(value instanceof Uint8Array, `${path} is no bytes`)
      return
    case 'integer':
      assert.ok(Number.isInteger(value), `${path} is no integer`)
      return
    default:
      assert.equal(typeof value, shape.kind, path)
  }
}

/** Root has no user name and no path, though the model says that every user has. */
const isRoot = (output: Output, member: string): boolean =>
  (member === 'UserName' || member === 'Path') &&
  (String(output['Arn']).endsWith(':root') || 'AccessKeyId' in output)
