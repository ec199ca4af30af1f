import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  calculateSignature,
  createSigningKeys,
  emptyPayloadHash,
  readSignature,
  signRequest,
  presignRequest,
  type SignableRequest,
} from './index.ts'

interface Expected {
  readonly canonicalRequest: string
  readonly stringToSign: string
  readonly signature: string
  readonly signedRequest: string
}

interface SuiteCase {
  readonly name: string
  readonly context: {
    readonly credentials: { access_key_id: string; secret_access_key: string; token?: string }
    readonly normalize: boolean
    readonly region: string
    readonly service: string
    readonly sign_body: boolean
    readonly timestamp: string
    readonly expiration_in_seconds: number
    readonly omit_session_token?: boolean
  }
  readonly request: string
  readonly header: Expected
  readonly query: Expected
}

const suite = JSON.parse(
  readFileSync(new URL('../../test/vectors/sigv4/signing-suite.json', import.meta.url), 'utf8'),
) as SuiteCase[]
const signingKeys = createSigningKeys()

for (const { name, context, request: raw, header, query } of suite) {
  test(`AWS's suite, ${name}: what others signed verifies`, () => {
    for (const expected of [header, query]) {
      const { request, body } = parseRequest(expected.signedRequest)
      const presented = readSignature(request)
      assert.equal(presented.form, 'signed')
      const { signature } = presented
      const calculated = calculateSignature(request, {
        signedHeaders: signature.signedHeaders,
        payloadHash: payloadHashOf(context, body),
        pathStyle: context.normalize ? 'normalized' : 'as-sent',
        amzDate: signature.amzDate,
        scope: signature.credential.scope,
        key: signingKeys(context.credentials.secret_access_key, signature.credential.scope),
      })
      if (context.omit_session_token !== true || expected === header) {
        assert.equal(calculated.canonicalRequest, expected.canonicalRequest)
        assert.equal(calculated.stringToSign, expected.stringToSign)
        assert.equal(calculated.signature, expected.signature)
      }
    }
  })

  test(`AWS's suite, ${name}: what is signed here equals it`, () => {
    const { request: given, body } = parseRequest(raw)
    // The suite gives one path encoded and signs it as if it were not.
    const request = { ...given, path: parseRequest(header.signedRequest).request.path }
    const { credentials } = context
    const options = {
      identity: {
        accessKeyId: credentials.access_key_id,
        secretAccessKey: credentials.secret_access_key,
        sessionToken: context.omit_session_token === true ? undefined : credentials.token,
      },
      region: context.region,
      service: context.service,
      now: Date.parse(context.timestamp),
      payloadHash: payloadHashOf(context, body),
      pathStyle: context.normalize ? ('normalized' as const) : ('as-sent' as const),
    }
    const headers = signRequest(request, { ...options, sendPayloadHash: context.sign_body })
    assert.ok(headers['authorization']?.[0]?.endsWith(`Signature=${header.signature}`))
    if (context.omit_session_token === true) return
    const presigned = presignRequest(request, { ...options, expiresInSeconds: context.expiration_in_seconds })
    assert.equal(new URLSearchParams(presigned).get('X-Amz-Signature'), query.signature)
  })
}

const payloadHashOf = (context: SuiteCase['context'], body: string): string =>
  context.sign_body ? hash('sha256', body, 'hex') : emptyPayloadHash

function parseRequest(text: string): { request: SignableRequest; body: string } {
  const [head = '', ...rest] = text.replaceAll('\r\n', '\n').split('\n\n')
  const [first = '', ...lines] = head.split('\n')
  const method = first.slice(0, first.indexOf(' '))
  const target = first.slice(method.length + 1, first.lastIndexOf(' '))
  const headers: Record<string, string[]> = {}
  let last: string[] = []
  for (const line of lines.filter((each) => each !== '')) {
    const folded = /^\s/.test(line)
    if (folded) last[last.length - 1] += `\n${line}`
    else {
      const name = line.slice(0, line.indexOf(':')).toLowerCase()
      last = headers[name] ??= []
      last.push(line.slice(line.indexOf(':') + 1))
    }
  }
  const at = target.indexOf('?')
  const path = at === -1 ? target : target.slice(0, at)
  return {
    request: { method, path, query: at === -1 ? '' : target.slice(at + 1), headers },
    body: rest.join('\n\n'),
  }
}
