/** Finds out which operation of which service a request asks for, and in which region. */
import { partitionOf } from '../../../arn/index.ts'
import { unservedService } from '../errors/unserved-service.ts'
import { claimedScope } from '../identify/claimed-scope.ts'
import { findOperation } from '../identify/find-operation.ts'
import { findService } from '../identify/find-service.ts'
import { bucketOfHost, hostNameOf, regionOfHost } from '../identify/host-name.ts'
import { looksLikeQueryCall } from '../identify/query-form.ts'
import type { Passage } from '../passage.ts'
import { s3IdsOf } from '../request-ids.ts'

export async function identifyOperation(passage: Passage): Promise<string> {
  const { gateway, ids } = passage
  const service = await findService(passage)
  if (service === undefined) {
    throw unservedService({
      service: claimedScope(passage)?.service ?? 's3',
      requestId: ids.requestId,
      isForm: looksLikeQueryCall(passage),
    })
  }
  passage.service = service
  passage.region = regionOfCall(passage, service.model.name)
  if (service.family === 's3') {
    passage.ids = s3IdsOf(ids, gateway.random)
    passage.wirePath = pathStyle(passage)
  }
  passage.operation = await findOperation(passage, service)
  return `${service.model.name} ${passage.operation.name} in ${passage.region}`
}

/** One endpoint serves all regions, so the call itself says which one it means. */
function regionOfCall(passage: Passage, service: string): string {
  const claimed = claimedScope(passage)?.region ?? regionOfHost(hostNameOf(passage.host))
  const region = claimed !== undefined && nameOfRegion.test(claimed) ? claimed : passage.gateway.needs.region
  return service === 'iam' ? (homeOfIam[partitionOf(region)] ?? region) : region
}

const nameOfRegion = /^[a-z0-9-]{1,32}$/

/** IAM is one for a whole partition and calls itself by one region, wherever the call was signed for. */
const homeOfIam: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
}

function pathStyle({ host, path }: Passage): string {
  const bucket = bucketOfHost(hostNameOf(host))
  return bucket === undefined ? path : `/${bucket}${path}`
}
