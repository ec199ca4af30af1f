/** Takes each call through the steps and answers it, whatever happens on the way. */
import type { Handler, HttpResponse } from '../../kit/index.ts'
import { createSigningKeys } from '../../sigv4/index.ts'
import type { AwsError } from '../protocol/index.ts'
import { assertServices } from './assert-services.ts'
import { plainError } from './errors/plain-error.ts'
import { internalFailure, refusalOf } from './errors/refusal-of.ts'
import { type Gateway, type Passage, startPassage } from './passage.ts'
import type { GatewayNeeds } from './ports.ts'
import { drawInBlocks } from './request-ids.ts'
import { type Step, steps } from './steps.ts'

export function createGateway(needs: GatewayNeeds): Handler {
  assertServices(needs.services)
  const gateway: Gateway = {
    needs,
    signingKeys: createSigningKeys(),
    random: drawInBlocks(needs.random),
    services: new Map(),
  }
  return async (request) => {
    const passage = startPassage(gateway, request)
    for (const step of steps) {
      if (passage.failure !== undefined && step.always !== true) continue
      const taking = take(step, passage)
      // Most steps of most calls wait for nothing.
      if (taking !== undefined) await taking
    }
    return passage.response ?? lastResort(passage)
  }
}

function take(step: Step, passage: Passage): Promise<void> | undefined {
  try {
    const detail = step.run(passage)
    if (typeof detail === 'string') passed(step, passage, detail)
    else
      return detail.then(
        (later) => passed(step, passage, later),
        (error: unknown) => failed(step, passage, error),
      )
  } catch (error) {
    failed(step, passage, error)
  }
  return undefined
}

const passed = (step: Step, passage: Passage, detail: string): void =>
  void passage.checks.push({ name: step.name, passed: true, detail })

function failed(step: Step, passage: Passage, error: unknown): void {
  if (step.always === true) passage.gateway.needs.onFault(error, passage.ids.requestId)
  else passage.failure = refusalOf(error, passage)
  passage.checks.push({ name: step.name, passed: false, detail: wordsOf(passage.failure) })
}

/** What the client was told and, for the record alone, why. */
function wordsOf(failure: AwsError | undefined): string {
  if (failure === undefined) return 'failed'
  const why = typeof failure.because === 'string' ? ` (${failure.because})` : ''
  return failure.message.slice(0, 4096) + why
}

/** Not even the error could be written. */
const lastResort = (passage: Passage): HttpResponse =>
  plainError(internalFailure(passage.service?.family === 's3'), passage)
