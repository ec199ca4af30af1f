/** A denial in AWS's words. */
import type { Decision } from './types.ts'

export interface Denial {
  /** Who asked, as `arnOf` gives it. */
  readonly principalArn: string
  readonly request: { readonly action: string; readonly resource: string }
  readonly decision: Decision
  /** How the service calls the resource where that is not its ARN, such as IAM's `role app`. */
  readonly resourceLabel?: string
  /** S3 and some others put the resource in quotation marks. */
  readonly quoted?: boolean
  /** Leaves the reason out, as sts:AssumeRole does. */
  readonly bare?: boolean
}

export function denialText(denial: Denial): string {
  throw new Error(`the denial of ${denial.request.action} is not built yet`)
}
