/** Regular expressions of queries. They run in a thread of their own, which can be ended whatever they do. */
import type { Reader } from './reader.ts'
import type { Regex } from './syntax.ts'

export function readRegex(reader: Reader): Regex {
  const token = reader.take()
  if (token.kind !== 'regex') reader.fail(token)
  const [, flags = '', source = ''] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(token.text)!
  const regex = { source: source.replaceAll('(?P<', '(?<'), flags: [...new Set(flags)].join('') }
  try {
    RegExp(regex.source, regex.flags)
  } catch {
    reader.fail(token, 'the regular expression is not valid')
  }
  return regex
}
