/** CloudWatch Logs as CloudTrail reaches it: by a session of the trail's role, once the role's trust policy let CloudTrail in. */
import { assumedRoleArn } from '../../../arn/index.ts'
import type { LogsObstacle, TrailLogs, TrailStream } from '../../../aws/cloudtrail/index.ts'
import type { ServiceAssumption } from '../../../aws/eks-auth/index.ts'
import type { Credentials } from '../../../aws/gateway/index.ts'
import type { Iam, RoleFacts } from '../../../aws/iam/index.ts'
import { AwsError, type Caller, type ServiceDefinition } from '../../../aws/protocol/index.ts'
import { type IssuedSession, onRole, type Sts } from '../../../aws/sts/index.ts'
import { BoundedMap } from '../../../kit/index.ts'
import { contextOf, mergeContexts } from '../../../policy/index.ts'
import {
  authorizeCall,
  callOf,
  cloudTrailFor,
  makeCall,
  requireAllowed,
  type TrailCall,
  type TrailCallNeeds,
} from './trail-call.ts'

export interface TrailLogsNeeds extends TrailCallNeeds {
  readonly logs: ServiceDefinition
  readonly findRole: Iam['findRole']
  readonly issueSession: Sts['issueSession']
  readonly findCaller: Credentials['find']
  /** Told of each assumption, which the trail shows as a call of STS made by a service. */
  readonly recordAssumption: (assumption: ServiceAssumption & { readonly service: string }) => void
}

const service = 'cloudtrail.amazonaws.com'
/** As AWS's own trails call it. */
const sessionName = 'CLOUDWATCH_LOGS_DELIVERY_SESSION'
/** Seconds. */
const sessionLife = 3600

export function createTrailLogs(needs: TrailLogsNeeds): TrailLogs {
  /** The latest session of each trail and role. */
  const sessions = new BoundedMap<string, IssuedSession>(1000)

  const heldCaller = (key: string): Caller | undefined => {
    const session = sessions.get(key)
    const found = session && needs.findCaller(session.accessKeyId, session.sessionToken, needs.clock())
    return found?.outcome === 'found' ? found.caller : undefined
  }
  const callerFor = (stream: TrailStream): Caller => {
    const key = `${stream.trail} ${stream.role}`
    const held = heldCaller(key)
    if (held !== undefined) return held
    sessions.set(key, assume(needs, stream))
    const caller = heldCaller(key)
    if (caller === undefined) throw new AwsError({ code: 'AccessDenied', message: 'Access Denied' })
    return caller
  }
  const callAs = (caller: Caller, { region, account }: TrailStream, operation: string): TrailCall => ({
    caller,
    service: needs.logs,
    operation,
    region,
    account,
  })

  return {
    check: async (stream) => {
      try {
        requireTrust(needs, stream)
      } catch (error) {
        return obstacleIn(error, 'trust')
      }
      try {
        const caller = callerFor(stream)
        await authorizeCall(needs, callAs(caller, stream, 'PutLogEvents'), namesOf(stream))
        await makeStream(needs, callAs(caller, stream, 'CreateLogStream'), stream)
        return undefined
      } catch (error) {
        return obstacleIn(error, 'permissions')
      }
    },
    put: async (stream, messages) => {
      const caller = callerFor(stream)
      const timestamp = needs.clock()
      const input = { ...namesOf(stream), logEvents: messages.map((message) => ({ timestamp, message })) }
      const put = callAs(caller, stream, 'PutLogEvents')
      try {
        await makeCall(needs, put, input)
      } catch (error) {
        if (!isRefusal(error, 'ResourceNotFoundException')) throw error
        await makeStream(needs, callAs(caller, stream, 'CreateLogStream'), stream)
        await makeCall(needs, put, input)
      }
    },
  }
}

const namesOf = ({ group, stream }: TrailStream) => ({ logGroupName: group, logStreamName: stream })

async function makeStream(needs: TrailLogsNeeds, call: TrailCall, stream: TrailStream): Promise<void> {
  try {
    await makeCall(needs, call, namesOf(stream))
  } catch (error) {
    if (!isRefusal(error, 'ResourceAlreadyExistsException')) throw error
  }
}

const isRefusal = (error: unknown, code: string): boolean => error instanceof AwsError && error.code === code

function obstacleIn(error: unknown, otherwise: LogsObstacle): LogsObstacle {
  if (!(error instanceof AwsError)) throw error
  return error.code === 'ResourceNotFoundException' ? 'group' : otherwise
}

function requireTrust(needs: TrailLogsNeeds, { trail, account, region, role: arn }: TrailStream): RoleFacts {
  const role = needs.findRole(arn)
  const caller = cloudTrailFor(trail, account)
  const call = callOf(needs, { caller, service: { model: 'sts' }, operation: 'AssumeRole', region, account })
  const asked = onRole(arn, role)
  const context = mergeContexts(asked.context, contextOf({ 'sts:RoleSessionName': sessionName }))
  requireAllowed(needs, { ...asked, context, action: 'sts:AssumeRole' }, call)
  if (role === undefined) throw new AwsError({ code: 'AccessDenied', message: 'Access Denied' })
  return role
}

function assume(needs: TrailLogsNeeds, stream: TrailStream): IssuedSession {
  const role = requireTrust(needs, stream)
  const now = needs.clock()
  const session = needs.issueSession({
    partition: role.partition,
    account: role.account,
    principal: { kind: 'role', id: role.id, sessionName },
    tags: {},
    transitiveTagKeys: [],
    chained: false,
    durationSeconds: sessionLife,
    now,
  })
  needs.recordAssumption({
    userIdentity: { type: 'AWSService', invokedBy: service },
    service,
    region: stream.region,
    now,
    role,
    requestParameters: { roleSessionName: sessionName, roleArn: role.arn },
    assumed: {
      assumedRoleId: `${role.id}:${sessionName}`,
      arn: assumedRoleArn(role.partition, role.account, role.name, sessionName),
      accessKeyId: session.accessKeyId,
      expiration: session.expiration,
    },
  })
  return session
}
