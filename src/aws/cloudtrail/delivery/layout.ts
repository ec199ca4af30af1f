/** What delivered files are called: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html */
import type { Random } from '../../../kit/index.ts'
import type { Trail } from '../trails/trail.ts'

type Place = Pick<Trail, 'prefix' | 'organization'>

/** Where the files of an account begin; those of an organization lie below its id. */
export const logFolder = ({ prefix, organization }: Place, account: string): string =>
  [prefix, 'AWSLogs', organization, account].filter((part) => part !== undefined).join('/')

export function logFileKey(
  trail: Place,
  { account, region }: { readonly account: string; readonly region: string },
  now: number,
  random: Random,
): string {
  const time = compactTime(now)
  const file = `${account}_CloudTrail_${region}_${time.slice(0, 13)}Z_${randomName(random)}.json.gz`
  return `${logFolder(trail, account)}/CloudTrail/${region}/${dayPath(now)}/${file}`
}

/** Such as `2026/11/21`. */
export const dayPath = (now: number): string => new Date(now).toISOString().slice(0, 10).replaceAll('-', '/')

/** Such as `20261121T093059Z`. */
export const compactTime = (now: number): string =>
  `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const randomName = (random: Random): string =>
  [...random(16)].map((byte) => letters[byte % letters.length]).join('')
