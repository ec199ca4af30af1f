/** A gateway with a few tiny services on the real models, for tests: requests go in and answers come out, no port is opened. */
import { compilePolicy, parsePolicy } from '../../policy/index.ts'
import { readAnswer, type Answer } from './answer.test-support.ts'
import { account, findCredentials, now } from './callers.test-support.ts'
import { createGateway, type DecisionRecord, type TrailEvent } from './index.ts'
import { makeRequest, type RequestPlan } from './request.test-support.ts'
import { servicesFor, type NotedCall } from './tiny-services.test-support.ts'

export interface Observed {
  readonly events: TrailEvent[]
  readonly decisions: DecisionRecord[]
  readonly faults: unknown[]
  readonly calls: NotedCall[]
}

export function gatewayUnderTest(clock = (): number => now) {
  const observed: Observed = { events: [], decisions: [], faults: [], calls: [] }
  const parsed = parsePolicy(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' },
      ],
    }),
    'resource',
  )
  if (!parsed.ok) throw new Error('the open policy is none')
  let counter = 0
  const handler = createGateway({
    services: servicesFor(observed.calls, compilePolicy(parsed.document, { name: 'open' })),
    credentials: { find: findCredentials },
    trail: (event) => void observed.events.push(asWritten(event)),
    decisions: (record) => void observed.decisions.push(asWritten(record)),
    account,
    region: 'us-east-1',
    clock,
    random: (length) => Uint8Array.from({ length }, () => (counter = (counter + 1) % 256)),
    onFault: (fault) => void observed.faults.push(fault),
  })
  const send = async (plan: RequestPlan): Promise<Answer> => readAnswer(await handler(makeRequest(plan)))
  return { handler, observed, send }
}

/** Records are kept as JSON. */
const asWritten = <Value>(record: Value): Value => JSON.parse(JSON.stringify(record)) as Value
