/** The webhook's table of flags as options of a command: `--x=y` and `--x y`, and a boolean alone means true. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import {
  readFlagValue,
  type Flag,
  type FlagValue,
  type GivenFlags,
} from '../../../kubernetes/webhook/index.ts'

export function addFlags(command: Command, list: readonly Flag[]): Command {
  for (const flag of list) command.addOption(toOption(flag))
  return command
}

function toOption(flag: Flag): Option {
  const { name, kind, value, meaning, group } = flag
  const short = name.length === 1 ? `-${name}, ` : ''
  const argument = kind === 'boolean' ? ' [boolean]' : ` <${kind}>`
  const note = value === '' || value === 'false' ? '' : ` (default: ${value})`
  const option = new Option(`${short}--${name}${argument}`, `${meaning}${note}`)
  if (group === 'klog' && name !== 'v') option.hideHelp()
  // A boolean that stands alone is true without being parsed.
  return option.argParser((text: string): FlagValue => {
    // `-v=5` is Go's spelling; what stands behind a short flag is its value to others.
    const read = readFlagValue(flag, short === '' ? text : text.replace(/^=/, ''))
    if (!read.ok) throw new InvalidArgumentError(read.problem)
    return read.value
  })
}

/** Those that were typed, by their names. */
export function givenFlags(command: Command): GivenFlags {
  const given = new Map<string, FlagValue>()
  for (const option of command.options) {
    const name = option.long?.slice(2) ?? ''
    if (command.getOptionValueSource(option.attributeName()) === 'cli')
      given.set(name, command.getOptionValue(option.attributeName()) as FlagValue)
  }
  return given
}
