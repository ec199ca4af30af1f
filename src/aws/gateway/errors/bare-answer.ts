/** An answer that AWS gives before any service has a word in it: a status with no body. */
import type { HttpResponse } from '../../../kit/index.ts'
import { AwsError } from '../../protocol/index.ts'

/** Is an error so that it ends the steps as every refusal does. */
export class BareAnswer extends AwsError {
  readonly response: HttpResponse

  constructor(response: HttpResponse) {
    super({ code: String(response.status), status: response.status })
    this.response = response
  }
}

export const emptyAnswer = (status: number, headers: HttpResponse['headers'] = {}): BareAnswer =>
  new BareAnswer({ status, headers: { 'content-length': '0', ...headers } })
