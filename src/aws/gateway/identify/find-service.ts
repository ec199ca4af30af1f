/** Which service a request is for. All of them answer at one address, so the request itself has to tell. */
import { type Form, loadModel } from '../../protocol/index.ts'
import { type Passage, type Service, serviceOf } from '../passage.ts'
import { claimedScope } from './claimed-scope.ts'
import { awsLabels, hostNameOf } from './host-name.ts'
import { readQueryForm } from './query-form.ts'
import { isPrefixOf, readTarget } from './target.ts'

type Finder = (passage: Passage) => string | undefined | Promise<string | undefined>

/** In this order: who talks to a host of AWS's own means it; a signature names the service it is for. */
const finders: readonly Finder[] = [byAwsHost, byScope, byTarget, byAction, byLocalHost]

export function findService(passage: Passage, from = 0): Service | undefined | Promise<Service | undefined> {
  for (let at = from; at < finders.length; at++) {
    const found = finders[at]!(passage)
    if (found instanceof Promise)
      return found.then((name) => (name === undefined ? findService(passage, at + 1) : served(passage, name)))
    if (found !== undefined) return served(passage, found)
  }
  // S3 alone takes unsigned calls by their path; a signed call to a service that is not here is no S3 call.
  return claimedScope(passage) === undefined ? served(passage, 's3') : undefined
}

function byAwsHost(passage: Passage): string | undefined {
  const labels = awsLabels(hostNameOf(passage.host))
  if (labels === undefined) return undefined
  return labels
    .map((label) => (/^s3(-|$)/.test(label) ? 's3' : label))
    .findLast((label) => isServed(passage, label))
}

function byScope(passage: Passage): string | undefined {
  const service = claimedScope(passage)?.service
  return service !== undefined && isServed(passage, service) ? service : undefined
}

function byTarget({ request, gateway }: Passage): string | undefined {
  const header = request.headers['x-amz-target']?.[0]
  if (header === undefined) return undefined
  const target = readTarget(header)
  return gateway.needs.services.find(({ model }) =>
    isPrefixOf(loadModel(model).metadata.targetPrefix, target),
  )?.model
}

function byAction(passage: Passage): string | undefined | Promise<string | undefined> {
  const form = readQueryForm(passage)
  return form instanceof Promise ? form.then((read) => byForm(passage, read)) : byForm(passage, form)
}

function byForm(passage: Passage, form: Form | undefined): string | undefined {
  if (form === undefined) return undefined
  const action = form.first('Action')
  const ofSts = claimedScope(passage) === undefined && isServed(passage, 'sts') ? 'sts' : undefined
  // A form at the root is no call of S3's, though it forgot to say what it wants.
  if (action === undefined) return passage.path === '/' ? ofSts : undefined
  const { services } = passage.gateway.needs
  const owner = services.find(
    ({ model, operations }) =>
      Object.hasOwn(operations, action) && loadModel(model).metadata.protocol === 'query',
  )
  return owner?.model ?? ofSts
}

function byLocalHost(passage: Passage): string | undefined {
  const labels = hostNameOf(passage.host).split('.')
  return labels.length > 1 && isServed(passage, labels[0]!) ? labels[0] : undefined
}

const isServed = ({ gateway }: Passage, name: string): boolean =>
  gateway.needs.services.some(({ model }) => model === name)

function served({ gateway }: Passage, name: string): Service | undefined {
  const known = gateway.services.get(name)
  if (known !== undefined) return known
  const definition = gateway.needs.services.find(({ model }) => model === name)
  if (definition === undefined) return undefined
  const service = serviceOf(definition, loadModel(name))
  gateway.services.set(name, service)
  return service
}
