/** A call that CloudTrail makes itself for a trail: decided by the same policies as any other, and with no event of its own. */
import { partitionOf } from '../../../arn/index.ts'
import { type AccountFacts, contextOfCall, policyRequest } from '../../../aws/gateway/index.ts'
import {
  type Authorization,
  AwsError,
  type Call,
  type Caller,
  type Operation,
  type ServiceDefinition,
} from '../../../aws/protocol/index.ts'
import { type Clock, newUuid, type Random } from '../../../kit/index.ts'
import { contextOf, decide } from '../../../policy/index.ts'

export interface TrailCallNeeds {
  readonly accounts: AccountFacts
  readonly clock: Clock
  readonly random: Random
}

export interface TrailCall {
  readonly caller: Caller
  readonly service: ServiceDefinition
  readonly operation: string
  readonly region: string
  readonly account: string
}

const cloudtrail = 'cloudtrail.amazonaws.com'

/** The service itself, by which policies tell one trail's deliveries from another's. */
export const cloudTrailFor = (trail: string, account: string): Caller => ({
  principal: { kind: 'service', name: cloudtrail },
  userId: cloudtrail,
  context: contextOf({ 'aws:SourceArn': trail, 'aws:SourceAccount': account }),
  policies: { identity: [] },
})

/** Throws what the caller may not; does nothing else. */
export async function authorizeCall(needs: TrailCallNeeds, wish: TrailCall, input: object): Promise<Call> {
  const call = callOf(needs, wish)
  const { authorize } = operationOf(wish)
  if (typeof authorize === 'function')
    for (const asked of await authorize(input, call)) requireAllowed(needs, asked, call)
  return call
}

export async function makeCall(needs: TrailCallNeeds, wish: TrailCall, input: object): Promise<void> {
  const call = await authorizeCall(needs, wish, input)
  await operationOf(wish).invoke(input, call)
}

export function requireAllowed({ accounts }: TrailCallNeeds, asked: Authorization, call: Call): void {
  const decision = decide(policyRequest(call, asked, accounts))
  if (decision.effect === 'allow') return
  throw (
    asked.refuse?.(decision) ??
    new AwsError({ code: 'AccessDenied', status: 403, message: 'Access Denied', because: decision })
  )
}

const operationOf = ({ service, operation }: TrailCall): Operation<object> =>
  service.operations[operation] as Operation<object>

export function callOf(
  { clock, random }: TrailCallNeeds,
  {
    caller,
    service,
    operation,
    region,
    account,
  }: Omit<TrailCall, 'service'> & { service: { model: string } },
): Call {
  const facts = {
    now: clock(),
    region,
    sourceIp: cloudtrail,
    userAgent: cloudtrail,
    secureTransport: true,
  }
  return {
    ...facts,
    requestId: newUuid(random),
    service: service.model,
    operation,
    partition: partitionOf(region),
    account,
    caller,
    endpoint: '',
    context: contextOfCall(facts, caller, undefined),
    signal: new AbortController().signal,
    notes: { checks: [], resources: [], additionalEventData: {} },
  }
}
