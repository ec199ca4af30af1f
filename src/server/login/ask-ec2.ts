/** Asks EC2 for the private DNS names of instances, by which nodes are called; a name once heard stays. */
import { XMLParser } from 'fast-xml-parser'
import { dnsSuffixOf } from '../../arn/index.ts'
import { BoundedMap, callOnce, sha256Hex } from '../../kit/index.ts'
import { textOf, valueAt } from '../../kubernetes/api/index.ts'
import { signRequest, type SigningIdentity } from '../../sigv4/index.ts'
import type { AwsAgents } from './http-agent.ts'

export interface Ec2Facts {
  readonly region: string
  /** EC2's own when left out. */
  readonly endpoint?: string
  readonly credentials: () => Promise<SigningIdentity>
  readonly now: () => number
  readonly agents: AwsAgents
  readonly onCall?: () => void
}

/** Calls under way at once: when many nodes join, EC2 would throttle more. */
const mostCalls = 5

export function createEc2Asker(facts: Ec2Facts): (instanceId: string) => Promise<string> {
  const names = new BoundedMap<string, string>(10_000)
  const underWay = new Map<string, Promise<string>>()
  return async (instanceId) => {
    const known = names.get(instanceId)
    if (known !== undefined) return known
    const running = underWay.get(instanceId)
    if (running !== undefined) return running
    if (underWay.size >= mostCalls) throw new Error('too many calls to EC2 are under way')
    const asking = describeInstance(facts, instanceId).finally(() => underWay.delete(instanceId))
    underWay.set(instanceId, asking)
    const name = await asking
    names.set(instanceId, name)
    return name
  }
}

async function describeInstance(facts: Ec2Facts, instanceId: string): Promise<string> {
  const { region, now, agents, onCall } = facts
  const url = new URL(facts.endpoint ?? `https://ec2.${region}.${dnsSuffixOf(region)}/`)
  const body = `Action=DescribeInstances&Version=2016-11-15&InstanceId.1=${encodeURIComponent(instanceId)}`
  const type = 'application/x-www-form-urlencoded; charset=utf-8'
  const signed = signRequest(
    { method: 'POST', path: '/', query: '', headers: { host: [url.host], 'content-type': [type] } },
    {
      identity: await facts.credentials(),
      region,
      service: 'ec2',
      now: now(),
      payloadHash: sha256Hex(body),
    },
  )
  onCall?.()
  const headers = Object.fromEntries(Object.entries(signed).map(([name, values]) => [name, values.join(',')]))
  const answer = await callOnce({
    method: 'POST',
    url,
    headers,
    body,
    timeout: 5000,
    limit: 1024 * 1024,
    agent: agents.agentFor(url),
  })
  const name = answer.status === 200 ? readName(answer.body) : undefined
  if (name === undefined || name === '')
    throw new Error(
      answer.status === 200
        ? `EC2 tells no private DNS name of ${instanceId}`
        : `EC2 answered ${answer.status} ${/<Code>([\w.]{1,100})</.exec(answer.body)?.[1] ?? ''}`.trimEnd(),
    )
  return name
}

function readName(xml: string): string | undefined {
  const parsed: unknown = new XMLParser({ parseTagValue: false }).parse(xml)
  return textOf(
    valueAt(
      parsed,
      'DescribeInstancesResponse',
      'reservationSet',
      'item',
      'instancesSet',
      'item',
      'privateDnsName',
    ),
  )
}
