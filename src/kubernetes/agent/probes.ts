/** The agent's door for the kubelet and for scrapers: /healthz and /readyz look whether pods are heard, /metrics counts. */
import { splitTarget, type Handler, type HttpResponse } from '../../kit/index.ts'

export interface ProbeNeeds {
  /** The status that each of the agent's own addresses answers a path with that there is not; rejects when none comes. */
  readonly probe: () => Promise<readonly number[]>
  /** Left out where no scraper is served. */
  readonly page?: () => Promise<{ readonly type: string; readonly body: string }>
}

export const createProbes =
  ({ probe, page }: ProbeNeeds): Handler =>
  async ({ target }) => {
    const { path } = splitTarget(target)
    if (path === '/healthz' || path === '/readyz') return tellHealth(probe)
    if (path !== '/metrics' || page === undefined) return text(404, '404 page not found\n')
    const { type, body } = await page()
    return { status: 200, headers: { 'content-type': type }, body }
  }

async function tellHealth(probe: ProbeNeeds['probe']): Promise<HttpResponse> {
  try {
    return (await probe()).every((status) => status === 404)
      ? text(200, '')
      : text(500, 'Internal Server Error occurred')
  } catch (error) {
    return (error as Error).message.startsWith('no answer within')
      ? text(408, '')
      : text(500, 'Internal Server Error occurred')
  }
}

const text = (status: number, body: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body,
})
