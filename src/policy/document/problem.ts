/** What is wrong with a policy document, told as data. */

export interface PolicyProblem {
  /** AWS's own text. */
  readonly message: string
  /** Where, such as `Statement[0].Condition.StringEquals`; empty for the document as a whole. */
  readonly path: string
}
