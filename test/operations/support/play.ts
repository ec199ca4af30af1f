/** Plays one step of a case: fills it in, has boto3 call, and keeps what the answer tells. */
import { setTimeout as wait } from 'node:timers/promises'
import { loadModel } from '../../../src/aws/protocol/index.ts'
import type { ForeignIssuers } from '../../e2e/support/foreign-issuer.ts'
import type { Credentials } from '../../e2e/support/installation.ts'
import { makeToken, type TokenWish } from '../../e2e/support/tokens.ts'
import type { Answer, Boto3, Output } from './boto3.ts'
import { fillIn } from './fill-in.ts'
import { misfits } from './misfits.ts'
import type { Step } from './proof.ts'
import type { PodWish, RunPod } from './run-pod.ts'
import { withTexts } from './shapes.ts'

export interface Scene {
  /** The service of the folder. */
  readonly service: string
  readonly boto3: Boto3
  readonly issuers: ForeignIssuers
  readonly callers: Map<string, Credentials>
  /** The administrator of a podpass in which nothing happens, of no organization. */
  readonly alone: () => Promise<Pick<Scene, 'boto3' | 'callers'>>
  readonly runPod: RunPod
  readonly facts: Map<string, unknown>
}

export interface Asked {
  readonly service?: string
  readonly call: string
  readonly as?: string
  readonly input?: unknown
  readonly region?: string
  readonly token?: TokenWish
}

/** The input as it goes to boto3. */
export async function inputOf(scene: Scene, { service, call, input, token }: Asked): Promise<Output> {
  const shape = loadModel(service ?? scene.service).operation(call)?.input
  const filled = withTexts(shape, fillIn(input ?? {}, scene.facts)) as Output
  if (token === undefined) return filled
  const wish = fillIn(token, scene.facts) as TokenWish
  return { ...filled, WebIdentityToken: await makeToken(scene.issuers, wish) }
}

export async function ask(scene: Scene, asked: Asked): Promise<Answer> {
  const { service = scene.service, call, as = 'admin', region } = asked
  const credentials = scene.callers.get(as)
  if (credentials === undefined && as !== 'anonymous') throw new Error(`nobody is called \`${as}\``)
  const input = await inputOf(scene, asked)
  return scene.boto3.call({ service, operation: call, input, region, ...(credentials && { credentials }) })
}

/** Makes the call as often as the step says; each must succeed. */
export async function play(scene: Scene, step: Step): Promise<void> {
  for (let n = 1; n <= (step.repeat ?? 1); n++) {
    scene.facts.set('n', n)
    keepOf(scene, step, await playOnce(scene, step))
  }
}

async function playOnce(scene: Scene, step: Step): Promise<Output> {
  if (step.call === 'RunPod') return { ...(await scene.runPod(fillIn(step.input, scene.facts) as PodWish)) }
  // An embedded cluster takes some seconds to come up.
  for (let round = 1; ; round++) {
    const answer = await ask(scene, step)
    if ('error' in answer)
      throw new Error(`setup: ${step.call} got ${answer.status} ${answer.error}: ${answer.message}`)
    const wrong = step.until === undefined ? [] : misfits(fillIn(step.until, scene.facts), answer.output)
    if (wrong.length === 0) return answer.output
    if (round === 300) throw new Error(`setup: ${step.call} never fits: ${wrong.join('; ')}`)
    await wait(100)
  }
}

export function keepOf(scene: Scene, { save = {}, keep }: Pick<Step, 'save' | 'keep'>, output: Output): void {
  for (const [name, way] of Object.entries(save)) scene.facts.set(name, valueAt(output, way))
  if (keep !== undefined) scene.callers.set(keep, credentialsIn(output))
}

function valueAt(output: Output, way: string): unknown {
  const found = way.split('.').reduce<unknown>((value, name) => (value as Output | undefined)?.[name], output)
  if (found === undefined) throw new Error(`the answer tells no ${way}: ${JSON.stringify(output)}`)
  return found
}

/** Those of a session or of a user's new key. */
function credentialsIn(output: Output): Credentials {
  const found = (output['Credentials'] ?? output['AccessKey'] ?? output['credentials']) as
    | Readonly<Record<string, string>>
    | undefined
  const of = (name: string): string | undefined =>
    found?.[name] ?? found?.[name.slice(0, 1).toLowerCase() + name.slice(1)]
  const [accessKeyId, secretAccessKey] = [of('AccessKeyId'), of('SecretAccessKey')]
  if (accessKeyId === undefined || secretAccessKey === undefined) throw new Error('no credentials were given')
  return { accessKeyId, secretAccessKey, sessionToken: of('SessionToken') }
}
