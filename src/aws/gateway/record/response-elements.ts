/** What a call that changed something answered, without its secrets. */
import { type OperationModel, redactOutput } from '../../protocol/index.ts'
import type { Passage, Service } from '../passage.ts'
import { fitToRecord } from './fit-to-record.ts'
import { isReadOnly } from './event-kind.ts'

export function responseElements(
  { notes, output }: Passage,
  { family, model }: Service,
  operation: OperationModel,
): unknown {
  if (notes.responseElements !== undefined) return fitToRecord(notes.responseElements)
  if (isReadOnly(operation.name) || output === undefined || operation.output === undefined) return null
  if (family === 's3') return s3Elements(output)
  const elements = redactOutput(operation, output)
  if (Object.keys(elements).length === 0) return null
  return fitToRecord(model.name === 'iam' ? withIamDates(elements) : elements)
}

/** S3 notes headers alone, and of them those that say how an object is kept. */
function s3Elements({ ServerSideEncryption: encryption }: Readonly<Record<string, unknown>>): unknown {
  return encryption === undefined ? null : { 'x-amz-server-side-encryption': encryption }
}

/** Dates inside what IAM answered read `Jul 19, 2023 9:29:12 PM`. */
function withIamDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withIamDates)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      typeof item === 'string' && name.endsWith('Date') ? iamDate(item) : withIamDates(item),
    ]),
  )
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Out of `2023-07-19T21:29:12.000Z`. */
function iamDate(text: string): string {
  const [, year, month, day, hour, rest] = /^(\d+)-(\d+)-(\d+)T(\d+)(:\d+:\d+)/.exec(text) ?? []
  if (rest === undefined) return text
  const hours = Number(hour)
  return `${months[Number(month) - 1]} ${Number(day)}, ${year} ${hours % 12 || 12}${rest} ${hours < 12 ? 'AM' : 'PM'}`
}
