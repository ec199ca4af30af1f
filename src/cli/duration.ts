/** Durations as people write them. */
import { InvalidArgumentError } from 'commander'

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Seconds of `90s`, `15m`, `1h30m`, `2d` or a bare number of seconds. */
export function parseDuration(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  if (!/^(\d+[smhd])+$/.test(text)) throw new InvalidArgumentError('expected a duration such as 15m or 1h30m')
  return [...text.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * seconds[unit!]!,
    0,
  )
}
