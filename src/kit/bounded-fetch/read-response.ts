/** Sends one GET over an open connection and reads the answer up to its limit. */
import { type IncomingMessage, request } from 'node:http'
import type { TrustedConnection } from './trusted-connection.ts'
import { failure, type Fetched, type FetchFailure } from './types.ts'

export async function readResponse(
  url: URL,
  connection: TrustedConnection,
  maxBytes: number,
): Promise<Fetched> {
  const response = await send(url, connection)
  if ('ok' in response) return response
  const body = await readWithin(response, maxBytes, url)
  connection.socket.destroy()
  if ('ok' in body) return body
  const { chain, verifiedBy } = connection
  return {
    ok: true,
    status: response.statusCode ?? 0,
    headers: response.headers,
    body,
    url: url.href,
    chain,
    verifiedBy,
  }
}

function send(url: URL, { socket }: TrustedConnection): Promise<IncomingMessage | FetchFailure> {
  return new Promise((resolve) => {
    const hungUp = (): void =>
      resolve(failure('unreachable', `\`${url.host}\` gave no answer to the request`))
    const outgoing = request({
      createConnection: () => socket,
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        // kube-apiserver answers 406 to whoever asks for application/json and gets a key list.
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': 'podpass',
        connection: 'close',
      },
    })
    outgoing.on('response', resolve)
    outgoing.on('error', hungUp)
    outgoing.on('close', hungUp)
    outgoing.end()
  })
}

async function readWithin(
  response: IncomingMessage,
  maxBytes: number,
  url: URL,
): Promise<Uint8Array | FetchFailure> {
  const tooLarge = (): FetchFailure =>
    failure('too-large', `answer of \`${url.host}\` is longer than ${maxBytes} bytes`)
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) return tooLarge()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      length += chunk.length
      if (length > maxBytes) return tooLarge()
      chunks.push(chunk)
    }
  } catch {
    return failure('unreachable', `\`${url.host}\` broke its answer off`)
  }
  return Buffer.concat(chunks, length)
}
