/** Finds out which operation of which service a request asks for, and in which region. */
import type { OperationModel } from '../../protocol/index.ts'
import { unservedService } from '../errors/unserved-service.ts'
import { claimedScope } from '../identify/claimed-scope.ts'
import { findOperation } from '../identify/find-operation.ts'
import { findService } from '../identify/find-service.ts'
import { homeRegionOf } from '../identify/home-region.ts'
import { bucketOfHost, hostNameOf, regionOfHost } from '../identify/host-name.ts'
import { looksLikeQueryCall } from '../identify/query-form.ts'
import type { Passage, Service } from '../passage.ts'
import { s3IdsOf } from '../request-ids.ts'

/** At once where nothing has to be waited for; a form's body may be still to come. */
export function identifyOperation(passage: Passage): string | Promise<string> {
  const service = findService(passage)
  return service instanceof Promise
    ? service.then((found) => identifyWithin(passage, found))
    : identifyWithin(passage, service)
}

function identifyWithin(passage: Passage, service: Service | undefined): string | Promise<string> {
  const { gateway, ids } = passage
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
  const operation = findOperation(passage, service)
  return operation instanceof Promise
    ? operation.then((found) => identified(passage, service, found))
    : identified(passage, service, operation)
}

function identified(passage: Passage, { model }: Service, operation: OperationModel): string {
  passage.operation = operation
  return `${model.name} ${operation.name} in ${passage.region}`
}

/** One endpoint serves all regions, so the call itself says which one it means. */
function regionOfCall(passage: Passage, service: string): string {
  const claimed = claimedScope(passage)?.region ?? regionOfHost(hostNameOf(passage.host))
  const region = claimed !== undefined && nameOfRegion.test(claimed) ? claimed : passage.gateway.needs.region
  return homeRegionOf(service, region)
}

const nameOfRegion = /^[a-z0-9-]{1,32}$/

function pathStyle({ host, path }: Passage): string {
  const bucket = bucketOfHost(hostNameOf(host))
  return bucket === undefined ? path : `/${bucket}${path}`
}
