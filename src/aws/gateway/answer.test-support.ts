/** Answers of the gateway, and the errors in them, read from either of AWS's forms. */
import type { HttpResponse } from '../../kit/index.ts'

export interface Answer {
  readonly status: number
  readonly headers: HttpResponse['headers']
  readonly body: string
  readonly code?: string
  readonly message?: string
}

export async function readAnswer({ status, headers, body }: HttpResponse): Promise<Answer> {
  const pieces: Uint8Array[] = []
  if (typeof body === 'string' || body instanceof Uint8Array) pieces.push(Buffer.from(body))
  else if (body !== undefined) for await (const piece of body) pieces.push(piece)
  const text = Buffer.concat(pieces).toString()
  return { status, headers, body: text, ...(status >= 400 && readError(text, headers)) }
}

function readError(body: string, headers: HttpResponse['headers']): { code?: string; message?: string } {
  if (body.startsWith('{')) {
    const { __type, message, Message } = JSON.parse(body) as Record<string, string>
    return { code: __type ?? String(headers['x-amzn-errortype']), message: message ?? Message }
  }
  const unescape = (text: string | undefined): string | undefined =>
    text
      ?.replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  return {
    code: /<Code>([^<]*)<\/Code>/.exec(body)?.[1],
    message: unescape(/<Message>([^<]*)<\/Message>/.exec(body)?.[1]),
  }
}
