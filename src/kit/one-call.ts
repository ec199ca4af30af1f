/** One HTTP call to a server that the operator named: bounded in time and size, following nowhere. */
import { request as overHttp, type Agent as HttpAgent, type RequestOptions } from 'node:http'
import { request as overHttps, type Agent as HttpsAgent } from 'node:https'

export interface OneCall {
  readonly method: 'GET' | 'POST'
  /** Where the connection goes; a `host` header may name another. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Milliseconds to the end of the answer. */
  readonly timeout: number
  /** The longest answer that is read, in bytes. */
  readonly limit: number
  readonly agent?: HttpAgent | HttpsAgent
}

export interface CallAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** Rejects with what kept the answer from coming, in words that name neither path nor query. */
export function callOnce({
  url,
  method,
  headers,
  body,
  timeout,
  limit,
  agent,
}: OneCall): Promise<CallAnswer> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = { method, headers, ...(agent !== undefined && { agent }) }
    const call = url.protocol === 'https:' ? overHttps(url, options) : overHttp(url, options)
    const fail = (message: string, cause?: Error): void => {
      clearTimeout(timer)
      call.destroy()
      reject(new Error(message, { cause }))
    }
    const timer = setTimeout(() => fail(`no answer within ${timeout} ms`), timeout)
    call.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message, error))
    call.once('response', (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > limit) fail(`the answer is longer than ${limit} bytes`)
        else chunks.push(chunk)
      })
      response.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message, error))
      response.once('end', () => {
        clearTimeout(timer)
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        })
      })
    })
    call.end(body)
  })
}
