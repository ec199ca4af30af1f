/** Calls of every operation of a model with one odd value in every member: what no client sends, and what must be refused in words. */
import {
  loadModel,
  type Member,
  type OperationModel,
  type ServiceModel,
  type Shape,
} from '../../../src/aws/protocol/index.ts'
import type { RawRequest } from './raw-request.ts'

export interface OddCall {
  readonly name: string
  readonly request: Omit<RawRequest, 'headers'> & { readonly headers: Readonly<Record<string, string>> }
}

/** `value` is undefined for a call that says nothing at all. */
export function* oddCalls(service: string, value: unknown): Generator<OddCall> {
  const model = loadModel(service)
  // What deletes comes last, so that the others find something.
  const names = model.operationNames.toSorted((a, b) => Number(deletes(a)) - Number(deletes(b)))
  for (const name of names) {
    const operation = model.operation(name)!
    const request = writers[model.metadata.protocol](operation, model, value)
    yield { name: `${service}:${name} with ${shown(value)}`, request }
  }
}

const deletes = (operation: string): boolean => operation.startsWith('Delete')

export const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60)

type Writer = (operation: OperationModel, model: ServiceModel, value: unknown) => OddCall['request']

const writers: Readonly<Record<ServiceModel['metadata']['protocol'], Writer>> = {
  query: ({ name, input }, { metadata }, value) => {
    const form = new URLSearchParams()
    if (input !== undefined && value !== undefined) fillForm(form, input, '', value)
    form.set('Action', name)
    form.set('Version', metadata.apiVersion)
    return post(form.toString(), { 'content-type': 'application/x-www-form-urlencoded' })
  },
  json: ({ name, input }, { metadata }, value) =>
    post(textOf(input, value), {
      'content-type': `application/x-amz-json-${metadata.jsonVersion ?? '1.0'}`,
      'x-amz-target': `${metadata.targetPrefix}.${name}`,
    }),
  'rest-json': (operation, _model, value) => rest(operation, value, textOf(operation.input, value)),
  'rest-xml': (operation, _model, value) => rest(operation, value, `<Odd>${plain(value)}</Odd>`),
}

const post = (body: string, headers: Record<string, string>): OddCall['request'] => ({
  method: 'POST',
  path: '/',
  query: '',
  headers,
  body,
})

function rest(
  { method, requestUri, input }: OperationModel,
  value: unknown,
  text: string,
): OddCall['request'] {
  const [path = '/', constants = ''] = requestUri.split('?')
  const odd = encodeURIComponent(plain(value)).slice(0, 2000) || 'x'
  const at = (location: string): readonly Member[] =>
    value === undefined ? [] : (input?.members.filter((member) => member.location === location) ?? [])
  const query = [
    ...constants.split('&').filter((each) => each !== ''),
    ...at('querystring').map(({ locationName }) => `${locationName}=${odd}`),
  ]
  return {
    method,
    path: path.replaceAll(/\{(\w+)\+?\}/g, (_, label: string) => (label === 'Bucket' ? 'main' : odd)),
    query: query.map((each) => (each.includes('=') ? each : `${each}=`)).join('&'),
    headers: Object.fromEntries([
      ['content-type', 'application/json'],
      ...at('header')
        .map(({ locationName }) => locationName!.toLowerCase())
        .filter((name) => !ofTheWire.has(name))
        .map((name) => [
          name,
          plain(value)
            .replaceAll(/[^\x20-\x7e]/g, '?')
            .slice(0, 400),
        ]),
    ]) as Record<string, string>,
    body: method === 'GET' || method === 'HEAD' ? '' : text,
  }
}

/** Headers that say how the request itself is to be read. */
const ofTheWire: ReadonlySet<string> = new Set(['content-length', 'x-amz-content-sha256', 'expect'])

const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

const textOf = (shape: Shape | undefined, value: unknown): string =>
  shape === undefined || value === undefined ? '{}' : JSON.stringify(jsonOf(shape, value, 0))

/** Deep enough for what any handler looks at. */
const deepest = 4

function jsonOf(shape: Shape, value: unknown, depth: number): unknown {
  if (depth > deepest) return value
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(
        shape.members
          .filter(({ location }) => location === undefined)
          .map((member) => [member.locationName ?? member.name, jsonOf(member.shape, value, depth + 1)]),
      )
    case 'list':
      return [jsonOf(shape.member.shape, value, depth + 1)]
    case 'map':
      return { [plain(value)]: jsonOf(shape.value.shape, value, depth + 1) }
    default:
      return value
  }
}

function fillForm(form: URLSearchParams, shape: Shape, name: string, value: unknown, depth = 0): void {
  if (depth > deepest) return
  if (shape.kind === 'structure')
    for (const member of shape.members) {
      const own = member.locationName ?? member.name
      fillForm(form, member.shape, name === '' ? own : `${name}.${own}`, value, depth + 1)
    }
  else if (shape.kind === 'list') fillForm(form, shape.member.shape, `${name}.member.1`, value, depth + 1)
  else if (shape.kind === 'map') fillForm(form, shape.value.shape, `${name}.entry.1.value`, value, depth + 1)
  else form.set(name, plain(value))
}
