/** The resources by which LookupEvents finds an event: those that it names, and what its parameters and its answer are about. */
import type { TrailEvent } from './needs.ts'

export interface EventResource {
  readonly ResourceType: string
  readonly ResourceName: string
}

type Found = readonly [type: unknown, name: unknown]

/** What parameters name, by the source of the event: the member and the type of the resource. */
const parameters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cloudtrail.amazonaws.com': { name: 'AWS::CloudTrail::Trail', trailName: 'AWS::CloudTrail::Trail' },
  'eks-auth.amazonaws.com': { clusterName: 'AWS::EKS::Cluster' },
  'eks.amazonaws.com': { name: 'AWS::EKS::Cluster' },
  'iam.amazonaws.com': {
    accessKeyId: 'AWS::IAM::AccessKey',
    groupName: 'AWS::IAM::Group',
    instanceProfileName: 'AWS::IAM::InstanceProfile',
    policyArn: 'AWS::IAM::Policy',
    roleName: 'AWS::IAM::Role',
    userName: 'AWS::IAM::User',
  },
  's3.amazonaws.com': { bucketName: 'AWS::S3::Bucket' },
}

/** In CloudTrail's order: the key and the session that an exchange gave, then the rest. */
export function resourcesOf(event: TrailEvent): readonly EventResource[] {
  const found = [...assumed(event), ...named(event), ...asked(event)]
  const texts = found.flatMap(([type, name]) =>
    typeof name === 'string' && name !== '' ? [{ ResourceType: textOf(type), ResourceName: name }] : [],
  )
  return [...new Map(texts.map((each) => [`${each.ResourceType} ${each.ResourceName}`, each])).values()]
}

function assumed(event: TrailEvent): readonly Found[] {
  const response = objectOf(event['responseElements'])
  const { arn, assumedRoleId } = objectOf(response['assumedRoleUser'])
  const key: Found = ['AWS::IAM::AccessKey', objectOf(response['credentials'])['accessKeyId']]
  if (arn === undefined) return [key]
  const sessionName = objectOf(event['requestParameters'])['roleSessionName']
  return [key, ...[arn, assumedRoleId, sessionName].map((name): Found => ['AWS::STS::AssumedRole', name])]
}

const named = (event: TrailEvent): readonly Found[] =>
  (Array.isArray(event['resources']) ? event['resources'].map(objectOf) : []).map(({ type, ARN }) => [
    type,
    ARN,
  ])

function asked(event: TrailEvent): readonly Found[] {
  const given = objectOf(event['requestParameters'])
  const types = Object.hasOwn(parameters, event.eventSource) ? parameters[event.eventSource]! : {}
  return Object.entries(types).map(([member, type]) => [type, given[member]])
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
