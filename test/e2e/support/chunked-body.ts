/** Bodies in S3's aws-chunked coding with a signature for each chunk, written from its documentation. */
import { createHmac } from 'node:crypto'
import { hash } from './raw-request.ts'

export interface ChunkedFacts {
  readonly secretAccessKey: string
  readonly amzDate: string
  readonly region: string
  /** The signature of the request's headers, on which the first chunk's stands. */
  readonly seed: string
}

/** The chunks with the empty one at their end. `spoil` may change each chunk's data after it was signed. */
export function chunkedBody(
  facts: ChunkedFacts,
  chunks: readonly string[],
  spoil = (data: string, _index: number): string => data,
): string {
  let previous = facts.seed
  return [...chunks, '']
    .map((data, index) => {
      previous = signatureOf(facts, previous, data)
      const sent = spoil(data, index)
      return `${sent.length.toString(16)};chunk-signature=${previous}\r\n${sent}\r\n`
    })
    .join('')
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
function signatureOf(
  { secretAccessKey, amzDate, region }: ChunkedFacts,
  previous: string,
  data: string,
): string {
  const day = amzDate.slice(0, 8)
  const toSign = [
    'AWS4-HMAC-SHA256-PAYLOAD',
    amzDate,
    `${day}/${region}/s3/aws4_request`,
    previous,
    hash(''),
    hash(data),
  ].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`)
  return hmac(key, toSign).toString('hex')
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
