/** Sends what is asked of an account's issuer of tokens for the world outside to STS, which keeps its documents. */
import { outboundIssuerId } from '../../arn/index.ts'
import { type Handler, headerOf } from '../../kit/index.ts'

export const withOutboundDocuments =
  (others: Handler, documents: Handler): Handler =>
  (request) => {
    const host = (headerOf(request, 'host') ?? '').replace(/:\d*$/, '')
    return outboundIssuerId(host) === undefined ? others(request) : documents(request)
  }
