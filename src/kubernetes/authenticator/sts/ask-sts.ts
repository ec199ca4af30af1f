/** Has STS judge a presigned GetCallerIdentity: the one call that a login makes. */
import { callOnce, type OneCall } from '../../../kit/index.ts'

export interface StsQuestion {
  readonly endpoint: URL
  /** The host that the URL was signed for. */
  readonly host: string
  readonly parameters: readonly (readonly [name: string, value: string])[]
  readonly clusterId: string
}

/** Rejects where no whole answer came. */
export type AskSts = (question: StsQuestion) => Promise<{ readonly status: number; readonly body: string }>

const timeout = 10_000
const answerLimit = 64 * 1024

/** The URL is built anew of what was checked, so that no other reading of the token's own text can matter. */
export const createAskSts =
  (agentFor: (url: URL) => OneCall['agent'] = () => undefined): AskSts =>
  ({ endpoint, host, parameters, clusterId }) => {
    const url = new URL(endpoint)
    url.pathname = '/'
    url.search = parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
    return callOnce({
      method: 'GET',
      url,
      headers: {
        host,
        accept: 'application/json',
        'x-k8s-aws-id': clusterId,
        'user-agent': 'podpass-authenticator',
      },
      timeout,
      limit: answerLimit,
      agent: agentFor(url),
    })
  }

/** As signatures want it: what encodeURIComponent leaves alone beyond RFC 3986's unreserved characters is encoded too. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
