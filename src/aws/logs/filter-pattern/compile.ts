/** Filter patterns, by which FilterLogEvents chooses events: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
import { compileColumns } from './columns.ts'
import { compileJson } from './json.ts'
import { compileTerms } from './terms.ts'

/** What a pattern found in a message, by column or selector; undefined when the message does not fit. */
export type Match = (message: string) => Readonly<Record<string, string>> | undefined

/** Throws InvalidPattern. */
export function compilePattern(text: string): Match {
  const pattern = text.trim()
  if (pattern.startsWith('{')) return compileJson(pattern)
  if (pattern.startsWith('[')) return compileColumns(pattern)
  return compileTerms(pattern)
}
