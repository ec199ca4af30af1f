/** Which operation of its service a call asks for, protocol by protocol. */
import {
  AwsError,
  type Form,
  type OperationModel,
  routeRest,
  type ServiceModel,
} from '../../protocol/index.ts'
import { emptyAnswer } from '../errors/bare-answer.ts'
import { UnknownOperation } from '../errors/unknown-operation.ts'
import type { Family } from '../family.ts'
import type { Passage, Service } from '../passage.ts'
import { climbsAboveBucket } from './climbing-key.ts'
import { isFormPost, readQueryForm } from './query-form.ts'
import { isPrefixOf, readTarget } from './target.ts'

type OperationFinder = (passage: Passage, service: Service) => OperationModel | Promise<OperationModel>

const finders: Readonly<Record<Family, OperationFinder>> = {
  query: findByAction,
  json: findByTarget,
  'rest-json': findByPath,
  s3: findS3Operation,
}

export const findOperation = (passage: Passage, service: Service): OperationModel | Promise<OperationModel> =>
  finders[service.family](passage, service)

function findByAction(passage: Passage, { model }: Service): OperationModel | Promise<OperationModel> {
  const { method } = passage.request
  const form = method === 'GET' || isFormPost(passage) ? readQueryForm(passage) : undefined
  return form instanceof Promise ? form.then((read) => operationIn(read, model)) : operationIn(form, model)
}

function operationIn(form: Form | undefined, model: ServiceModel): OperationModel {
  const action = form?.first('Action')
  if (form === undefined || action === undefined) {
    throw emptyAnswer(302, { location: 'https://aws.amazon.com/iam' })
  }
  const version = form.first('Version')
  const operation = version === model.metadata.apiVersion ? model.operation(action) : undefined
  if (operation !== undefined) return operation
  throw new UnknownOperation({
    code: 'InvalidAction',
    message: `Could not find operation ${action.slice(0, 128)} for version ${version?.slice(0, 128) ?? 'NO_VERSION_SPECIFIED'}`,
  })
}

function findByTarget(passage: Passage, { model }: Service): OperationModel {
  const target = readTarget(passage.request.headers['x-amz-target']?.[0] ?? '')
  const operation = isPrefixOf(model.metadata.targetPrefix, target)
    ? model.operation(target.operation)
    : undefined
  if (operation !== undefined && passage.request.method === 'POST') return operation
  throw new UnknownOperation({ code: 'UnknownOperationException', status: 400 })
}

function findByPath(passage: Passage, service: Service): OperationModel {
  const operation = route(passage, service)
  if (operation !== undefined) return operation
  throw new UnknownOperation({ code: 'UnknownOperationException', status: 404 })
}

function findS3Operation(passage: Passage, service: Service): OperationModel {
  const operation = route(passage, service)
  // AWS's front end refuses it with no words, whoever asks.
  if (climbsAboveBucket(passage.labels?.['Key'] ?? '')) throw emptyAnswer(400)
  if (operation !== undefined) return operation
  throw new AwsError({
    code: 'MethodNotAllowed',
    status: 405,
    message: 'The specified method is not allowed against this resource.',
    fields: { Method: passage.request.method },
  })
}

function route(passage: Passage, { model }: Service): OperationModel | undefined {
  const { wirePath, query, request } = passage
  const found = routeRest(model, { method: request.method, path: wirePath, query, headers: request.headers })
  passage.labels = found?.labels
  return found?.operation
}
