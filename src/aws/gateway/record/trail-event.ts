/** A call as CloudTrail writes it, in CloudTrail's order: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
import { isoSeconds } from '../../../kit/index.ts'
import { accountOf } from '../../../policy/index.ts'
import type { OperationModel } from '../../protocol/index.ts'
import { sourceIpOf } from '../authorize/request-context.ts'
import type { Passage, Service } from '../passage.ts'
import type { TrailEvent } from '../ports.ts'
import { additionalEventData } from './additional-event-data.ts'
import { errorCode } from './error-code.ts'
import { isDataEvent, isReadOnly } from './event-kind.ts'
import { eventNames } from './event-names.ts'
import { requestParameters } from './request-parameters.ts'
import { responseElements } from './response-elements.ts'
import { dataResources, trailResources } from './trail-resources.ts'
import { userIdentity } from './user-identity.ts'

/** CloudTrail's own bound of a message and of a user agent. */
const longestField = 1024

/** Of the services that say it. */
const apiVersions: Readonly<Record<string, string>> = { logs: '20140328' }

/** What is undefined is not written with the rest. `sharedEventID` is what the events of one call in several accounts have in common. */
export function trailEvent(
  passage: Passage,
  service: Service,
  operation: OperationModel,
  sharedEventID?: string,
): TrailEvent {
  const { caller, failure, gateway, host, ids, notes, now, query, region, request } = passage
  const { tls } = request.peer
  const data = isDataEvent(operation, service)
  return {
    eventVersion: '1.11',
    userIdentity: notes.userIdentity ?? userIdentity(passage, service),
    eventTime: isoSeconds(now),
    eventSource: `${service.model.metadata.endpointPrefix}.amazonaws.com`,
    eventName: eventNames[service.model.name]?.[operation.name] ?? operation.name,
    awsRegion: region,
    sourceIPAddress: sourceIpOf(request.peer.address),
    userAgent: userAgentOf(passage, service),
    errorCode: errorCode(passage, service),
    errorMessage: failure?.text?.slice(0, longestField),
    requestParameters: requestParameters(passage, service, operation),
    responseElements: failure === undefined ? responseElements(passage, service, operation) : null,
    additionalEventData: additionalEventData(passage, service),
    requestID: ids.requestId,
    eventID: ids.eventId,
    readOnly: isReadOnly(operation.name),
    resources: data ? dataResources(notes.resources, query) : trailResources(notes.resources),
    eventType: 'AwsApiCall',
    apiVersion: apiVersions[service.model.name],
    managementEvent: !data,
    recipientAccountId:
      (caller && accountOf(caller.principal)) ?? notes.resources[0]?.accountId ?? gateway.needs.account,
    sharedEventID,
    eventCategory: data ? 'Data' : 'Management',
    tlsDetails: tls && {
      tlsVersion: tls.version,
      cipherSuite: tls.cipher,
      clientProvidedHostHeader: host.slice(0, longestField),
    },
  }
}

/** S3 puts it in brackets. */
function userAgentOf({ request }: Passage, { family }: Service): string {
  const agent = (request.headers['user-agent']?.[0] ?? '').slice(0, longestField)
  return family === 's3' ? `[${agent}]` : agent
}
