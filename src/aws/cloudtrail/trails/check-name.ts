/** The rules of a trail's name: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
import { invalidTrailName } from '../errors.ts'

const rules: readonly (readonly [holds: (name: string) => boolean, text: (name: string) => string])[] = [
  [(name) => name !== '', () => 'Trail name cannot be blank!'],
  [
    ({ length }) => length >= 3,
    ({ length }) =>
      `Trail name too short. Minimum allowed length: 3 characters. Specified name length: ${length} characters.`,
  ],
  [
    ({ length }) => length <= 128,
    ({ length }) =>
      `Trail name too long. Maximum allowed length: 128 characters. Specified name length: ${length} characters.`,
  ],
  [(name) => /^[A-Za-z0-9]/.test(name), () => 'Trail name must starts with a letter or number.'],
  [(name) => /[A-Za-z0-9]$/.test(name), () => 'Trail name must ends with a letter or number.'],
  [
    (name) => /^[\w.-]+$/.test(name),
    () =>
      'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).',
  ],
  [
    (name) => !/[._-]{2}/.test(name),
    () => 'Trail name must not have adjacent periods, underscores or dashes.',
  ],
  [
    (name) => !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name),
    () => 'Trail name must not be formatted as an IP address.',
  ],
]

export function checkTrailName(name: string): void {
  for (const [holds, text] of rules) if (!holds(name)) throw invalidTrailName(text(name))
}
