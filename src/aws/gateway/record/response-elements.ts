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
  return fitToRecord(withDates(elements, dateForms[model.name]))
}

/** S3 notes headers alone, and of them those that say how an object is kept. */
function s3Elements({ ServerSideEncryption: encryption }: Readonly<Record<string, unknown>>): unknown {
  return encryption === undefined ? null : { 'x-amz-server-side-encryption': encryption }
}

interface DateForm {
  /** The ends of names whose text is a date. */
  readonly names: RegExp
  readonly write: (text: string) => unknown
}

/** Dates inside what was answered read `Jul 19, 2023 9:29:12 PM`; those of EKS are seconds. */
const dateForms: Readonly<Record<string, DateForm>> = {
  iam: { names: /Date$/, write: wordedDate },
  organizations: { names: /Timestamp$/, write: wordedDate },
  eks: { names: /At$/, write: (text) => Date.parse(text) / 1000 },
}

function withDates(value: unknown, form: DateForm | undefined): unknown {
  if (form === undefined || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => withDates(item, form))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      typeof item === 'string' && form.names.test(name) ? form.write(item) : withDates(item, form),
    ]),
  )
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Out of `2023-07-19T21:29:12.000Z`. */
function wordedDate(text: string): string {
  const [, year, month, day, hour, rest] = /^(\d+)-(\d+)-(\d+)T(\d+)(:\d+:\d+)/.exec(text) ?? []
  if (rest === undefined) return text
  const hours = Number(hour)
  return `${months[Number(month) - 1]} ${Number(day)}, ${year} ${hours % 12 || 12}${rest} ${hours < 12 ? 'AM' : 'PM'}`
}
