/** Plays cases: calls of named callers through the AWS SDK, each to be answered or refused as the case says. */
import assert from 'node:assert/strict'
import * as cloudtrail from '@aws-sdk/client-cloudtrail'
import * as eks from '@aws-sdk/client-eks'
import * as iam from '@aws-sdk/client-iam'
import * as s3 from '@aws-sdk/client-s3'
import * as sts from '@aws-sdk/client-sts'
import { fill } from './fill.ts'
import { openForeignIssuers, type ForeignIssuers } from './foreign-issuer.ts'
import {
  openInstallation,
  type Clients,
  type Credentials,
  type Installation,
  type InstallationOptions,
} from './installation.ts'
import { callJson } from './podpass-call.ts'
import { makeToken, type TokenWish } from './tokens.ts'

export interface Step {
  /** The name of credentials; `admin` when none are named. */
  readonly as?: string
  /** `service:Operation`. */
  readonly call: string
  /** Policies may be written as objects. */
  readonly input?: Readonly<Record<string, unknown>>
  /** The web identity token of the input. */
  readonly token?: TokenWish
  /** Keeps the credentials of the answer under this name. */
  readonly keep?: string
  /** Facts that the answer tells, each by the way to it, such as `Roots.0.Id`. */
  readonly note?: Readonly<Record<string, string>>
}

export interface Case extends Step {
  readonly name: string
  readonly given?: readonly Step[]
  /** What comes back is refused with this, as `STATUS CODE: MESSAGE`; answered when absent. */
  readonly refusal?: string
  /** A regular expression in place of it, where the text holds a time or a number. */
  readonly refusalLike?: string
  /** Part of the answer. */
  readonly answer?: Readonly<Record<string, unknown>>
}

/** A podpass, foreign issuers, and who has come on so far. */
export interface Stage {
  readonly installation: Installation
  readonly issuers: ForeignIssuers
  readonly callers: Map<string, Credentials>
  /** What the texts of cases may name; `{key of NAME}` is the access key id of kept credentials. */
  readonly facts: Record<string, string>
  /** What must stand nowhere in the clear: secret keys, session tokens, signatures of web identity tokens. */
  readonly secrets: Set<string>
  close(): Promise<void>
}

export async function openStage(options: InstallationOptions = {}): Promise<Stage> {
  const issuers = await openForeignIssuers()
  const installation = await openInstallation(options).catch(async (error: unknown) => {
    await issuers.close()
    throw error
  })
  const { account, region, endpoint, admin } = installation
  const { origin, thumbprint } = issuers
  return {
    installation,
    issuers,
    callers: new Map([['admin', admin]]),
    secrets: new Set([admin.secretAccessKey]),
    // A provider has neither scheme nor port.
    facts: { account, region, endpoint, origin, thumbprint, host: new URL(origin).hostname },
    close: async () => {
      await issuers.close()
      await installation.stop()
    },
  }
}

export type Answer = Readonly<Record<string, unknown>>

/** Makes one call; an error comes through as the SDK throws it. */
export async function play(stage: Stage, step: Step): Promise<Answer> {
  const caller = step.as ?? 'admin'
  const credentials = stage.callers.get(caller)
  if (credentials === undefined) throw new Error(`nobody is called \`${caller}\``)
  const input = withPoliciesAsText(fill({ ...step.input }, stage.facts))
  if (step.token !== undefined) {
    const token = await makeToken(stage.issuers, fill(step.token, stage.facts))
    input['WebIdentityToken'] = token
    const [, , signature = ''] = token.split('.')
    if (signature.length > 20) stage.secrets.add(signature)
  }
  const answer = await send(stage.installation, credentials, step.call, input)
  const given = credentialsIn(answer)
  for (const secret of [given?.secretAccessKey, given?.sessionToken])
    if (secret !== undefined) stage.secrets.add(secret)
  for (const [fact, way] of Object.entries(step.note ?? {})) stage.facts[fact] = textAt(answer, way)
  if (step.keep !== undefined) {
    if (given === undefined) throw new Error(`${step.call} gave no credentials`)
    stage.callers.set(step.keep, given)
    stage.facts[`key of ${step.keep}`] = given.accessKeyId
  }
  return answer
}

function textAt(answer: unknown, way: string): string {
  const found = way
    .split('.')
    .reduce((value, name) => (value as Record<string, unknown> | undefined)?.[name], answer)
  if (typeof found !== 'string') throw new Error(`the answer tells no ${way}`)
  return found
}

/** Plays a case and holds its outcome against what it expects. */
export async function playCase(stage: Stage, { given = [], ...each }: Case): Promise<void> {
  for (const step of given) await play(stage, step)
  const outcome = await play(stage, each).then(
    (answer) => ({ answer }),
    (error: unknown) => ({ refusal: describe(error) }),
  )
  const { refusal, refusalLike, answer } = fill(
    { refusal: each.refusal, refusalLike: each.refusalLike, answer: each.answer },
    stage.facts,
  )
  const refused = 'refusal' in outcome ? outcome.refusal : undefined
  if (refusalLike === undefined) assert.equal(refused, refusal)
  else assert.match(refused ?? 'it was answered', new RegExp(refusalLike))
  if ('answer' in outcome && answer !== undefined) assert.partialDeepStrictEqual(outcome.answer, answer)
}

const modules: Readonly<Record<keyof Clients, object>> = { sts, iam, s3, eks, cloudtrail }

async function send(
  installation: Installation,
  credentials: Credentials,
  call: string,
  input: Record<string, unknown>,
): Promise<Answer> {
  const [service = '', operation = ''] = call.split(':')
  if (service === 'podpass' || service === 'organizations' || service === 'logs')
    return callJson(installation, credentials, { service, operation }, input)
  const client = installation.clientsOf(credentials)[service as keyof Clients] as unknown as {
    send(command: object): Promise<Answer>
  }
  const commands = modules[service as keyof Clients] as Record<string, new (input: object) => object>
  const Command = commands[`${operation}Command`]
  if (Command === undefined) throw new Error(`the SDK has no ${call}`)
  return client.send(new Command(input))
}

interface SdkError extends Error {
  readonly Code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** An SDK error as `STATUS CODE: MESSAGE`, the code as it is on the wire. */
export function describe(error: unknown): string {
  const { Code, name, message, $metadata } = error as SdkError
  if ($metadata?.httpStatusCode === undefined) throw error
  return `${$metadata.httpStatusCode} ${Code ?? name}: ${message}`
}

const policyMembers = new Set(['AssumeRolePolicyDocument', 'PolicyDocument', 'Policy', 'Document', 'Content'])

function withPoliciesAsText(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([member, value]) => {
      if (policyMembers.has(member) && typeof value === 'object') return [member, JSON.stringify(value)]
      if (Array.isArray(value) && value.every((each) => typeof each === 'object'))
        return [member, value.map((each: Record<string, unknown>) => withPoliciesAsText(each))]
      return [member, value]
    }),
  )
}

/** Those of a session or of a user's new key. */
function credentialsIn(answer: Answer): Credentials | undefined {
  const found = (answer['Credentials'] ?? answer['AccessKey']) as Record<string, string> | undefined
  if (found?.['SecretAccessKey'] === undefined) return keyIn(answer)
  return {
    accessKeyId: found['AccessKeyId']!,
    secretAccessKey: found['SecretAccessKey'],
    sessionToken: found['SessionToken'],
  }
}

/** That of CreateRootAccessKey, which stands in the answer itself. */
const keyIn = ({ AccessKeyId, SecretAccessKey }: Answer): Credentials | undefined =>
  typeof AccessKeyId === 'string' && typeof SecretAccessKey === 'string'
    ? { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }
    : undefined
