/** Plays the cases of each resource, on a cluster of its own for each case. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { AwsError } from '../protocol/index.ts'
import { request, setUp } from './eks.test-support.ts'

type Step = readonly [operation: string, input: object]

interface Case {
  readonly name: string
  /** What the cluster is made with, beyond the usual. */
  readonly cluster?: object
  readonly given?: readonly Step[]
  readonly call: Step
  /** Part of the answer. */
  readonly answer?: object
  /** As `STATUS CODE: MESSAGE`. */
  readonly refusal?: string
  /** Names of members that the answer must not have, each as a path. */
  readonly without?: readonly string[]
}

const folder = new URL('./cases/', import.meta.url)

for (const file of readdirSync(folder))
  for (const each of JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Case[])
    test(`${file.replace('.json', '')}: ${each.name}`, () => play(each))

async function play({ cluster, given = [], call, answer, refusal, without = [] }: Case): Promise<void> {
  const { ask } = setUp()
  const accessConfig = { authenticationMode: 'API_AND_CONFIG_MAP' }
  await ask('CreateCluster', { ...request, accessConfig, ...cluster })
  for (const [operation, input] of given) await ask(operation, { clusterName: 'demo', ...input })
  const [operation, input] = call
  const outcome = await ask(operation, { clusterName: 'demo', ...input }).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome) {
    const { error } = outcome
    assert.ok(error instanceof AwsError, String(error))
    assert.equal(`${error.status} ${error.code}: ${error.text}`, refusal)
    return
  }
  assert.equal(refusal, undefined, `it was answered: ${JSON.stringify(outcome.value)}`)
  const shown = JSON.parse(JSON.stringify(outcome.value)) as object
  assert.partialDeepStrictEqual(shown, answer ?? {})
  for (const path of without) assert.equal(valueAt(shown, path), undefined, path)
}

const valueAt = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((found, name) => (found as Record<string, unknown> | undefined)?.[name], value)
