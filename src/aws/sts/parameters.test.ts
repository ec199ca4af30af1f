import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsError, decodeInput, loadModel, operationOf, validateInput } from '../protocol/index.ts'
import cases from './cases/parameters.json' with { type: 'json' }
import {
  alice,
  invoke,
  makeCall,
  makeToken,
  makeWorld,
  roleArn,
  trustOfToken,
  trustOfUser,
} from './fixture.test-support.ts'

interface Case {
  readonly name: string
  readonly operation?: string
  /** What the form has beside a good request; null takes a parameter away. */
  readonly form: Readonly<Record<string, string | null | undefined>>
  readonly expect?: {
    readonly code: string
    /** Null: the error has no message. */
    readonly message?: string | null
    /** Parts of the message, whose order AWS does not keep. */
    readonly messages?: readonly string[]
  }
}

const good: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AssumeRole: { RoleArn: roleArn, RoleSessionName: 'one' },
  AssumeRoleWithWebIdentity: { RoleArn: roleArn, RoleSessionName: 'one', WebIdentityToken: makeToken({}) },
  GetSessionToken: {},
  GetAccessKeyInfo: {},
}

async function ask(name: string, form: Case['form']): Promise<unknown> {
  const parameters = { Action: name, Version: '2011-06-15', ...good[name], ...form }
  const present = Object.entries(parameters).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const operation = operationOf(loadModel('sts'), name)!
  const input = decodeInput(operation, {
    method: 'POST',
    path: '/',
    query: '',
    headers: { 'content-type': ['application/x-www-form-urlencoded'] },
    body: Buffer.from(new URLSearchParams(present).toString()),
  })
  validateInput(operation, input)
  const unsigned = name === 'AssumeRoleWithWebIdentity'
  const world = await makeWorld({}, unsigned ? trustOfToken : trustOfUser)
  return invoke(world, input, makeCall(name, unsigned ? {} : { principal: alice }))
}

for (const { name, operation = 'AssumeRole', form, expect } of cases as unknown as readonly Case[])
  test(`parameters of ${operation}: ${name}`, async () => {
    const answer = await ask(operation, form).catch((error: unknown) => error)
    if (expect === undefined) {
      assert.ok(!(answer instanceof Error), String(answer))
      return
    }
    assert.ok(answer instanceof AwsError, String(answer))
    assert.deepEqual([answer.code, answer.status], [expect.code, 400])
    if (expect.message !== undefined) assert.equal(answer.text ?? null, expect.message)
    for (const part of expect.messages ?? []) assert.ok(answer.message.includes(part), answer.message)
  })
