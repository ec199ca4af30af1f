/** GET of pods/NAME/log: what a container wrote, from the kubelet of its node. */
import type { HttpResponse } from '../../../kit/index.ts'
import { ApiError, badRequest, forbiddenField, internalError, invalid, invalidField } from '../api-error.ts'
import type { Call } from '../call.ts'
import { findContainer, findKubelet, nodeNameOf, plainFailure } from '../kubelet/find-kubelet.ts'
import { flagOf, integerOf, timeOf } from '../kubelet/read-flags.ts'
import type { KubeletAnswer } from '../needs.ts'

export async function readLog(call: Call): Promise<HttpResponse> {
  const { needs, namespace, name, query, request } = call
  const wish = readWish(call)
  const { pod, container } = findContainer(call, query.get('container') ?? '')
  const node = nodeNameOf(pod)
  if (node === '') return { status: 204, headers: { 'cache-control': 'no-cache, private' } }
  const path = ['containerLogs', namespace, name, container].map(encodeURIComponent).join('/')
  const text = wish.toString()
  const url = `${findKubelet(call, node)}/${path}${text === '' ? '' : `?${text}`}`
  if (needs.reachKubelet === undefined) throw plainFailure('this API server reaches no kubelets')
  const answer = await needs
    .reachKubelet({ method: 'GET', url: new URL(url), headers: {}, signal: request.signal })
    .catch((error: unknown) => {
      throw plainFailure(`Get ${JSON.stringify(url)}: ${error instanceof Error ? error.message : ''}`)
    })
  if (answer.status < 200 || answer.status > 206) throw await refusalOf(answer, name)
  return {
    status: 200,
    headers: { 'cache-control': 'no-cache, private', 'content-type': 'text/plain' },
    body: answer.body,
  }
}

/** What the kubelet is asked for, in the order in which Go writes it. */
function readWish({ query, name }: Call): URLSearchParams {
  const wish = new URLSearchParams()
  const problems = []
  for (const flag of ['follow', 'previous', 'timestamps']) if (flagOf(query, flag)) wish.set(flag, 'true')
  for (const [field, least] of [
    ['limitBytes', 1n],
    ['sinceSeconds', 1n],
    ['tailLines', 0n],
  ] as const) {
    const value = integerOf(query, field)
    if (value === undefined) continue
    const bound = least === 0n ? 'greater than or equal to 0' : 'greater than 0'
    if (value < least) problems.push(invalidField(field, Number(value), `must be ${bound}`))
    wish.set(field, String(value))
  }
  const since = timeOf(query, 'sinceTime')
  if (since !== undefined) wish.set('sinceTime', since)
  if (since !== undefined && wish.has('sinceSeconds'))
    problems.push(forbiddenField('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  if (query.has('stream')) problems.push(forbiddenField('stream', 'may not be specified'))
  if (problems.length > 0) throw invalid('PodLogOptions', name, problems)
  wish.sort()
  return wish
}

const longestProblem = 8192

async function refusalOf(answer: KubeletAnswer, name: string): Promise<ApiError> {
  const said = await readStart(answer)
  const { status } = answer
  if (status >= 500) return internalError(said)
  if (status === 400) return badRequest(said)
  const [reason, message] = reasons[status] ?? ['Unknown', 'unknown']
  const details = { name, kind: 'pods/log' }
  return new ApiError(status, reason, `${status === 403 ? said : message} ( pods/log ${name})`, details)
}

const reasons: Readonly<Record<number, readonly [string, string]>> = {
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden', ''],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
}

async function readStart({ body }: KubeletAnswer): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= longestProblem) break
  }
  return Buffer.concat(chunks).subarray(0, longestProblem).toString('utf8')
}
