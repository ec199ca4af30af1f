/** Says by name that a service is not one of those that answer here, in the shape its clients read. */
import type { HttpResponse } from '../../../kit/index.ts'
import { BareAnswer } from './bare-answer.ts'

export interface UnservedCall {
  readonly service: string
  readonly requestId: string
  /** The call's parameters came as a form, so its client reads XML. */
  readonly isForm: boolean
}

// A 4xx: tools take a 5xx for a passing fault and try it again, Terraform 25 times.
export function unservedService({ service, requestId, isForm }: UnservedCall): BareAnswer {
  const name = service.replace(/[^\w.-]/g, '?').slice(0, 64)
  const code = 'NotImplemented'
  const message = `the service \`${name}\` is not one that Podpass serves`
  const headers = { 'x-amzn-requestid': requestId }
  if (!isForm) return new BareAnswer(jsonAnswer(code, message, headers))
  const error = `<Code>${code}</Code><Message>${message}</Message>`
  const body =
    name === 'ec2'
      ? `<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
      : `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  return new BareAnswer({
    status: 400,
    headers: { ...headers, 'content-type': 'text/xml' },
    body: `${body}\n`,
  })
}

const jsonAnswer = (code: string, message: string, headers: Record<string, string>): HttpResponse => ({
  status: 400,
  headers: { ...headers, 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
  body: JSON.stringify({ __type: code, message }),
})
