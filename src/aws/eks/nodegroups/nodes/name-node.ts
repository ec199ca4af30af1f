/** What an instance is called in its network: by its private address. */
import type { Random } from '../../../../kit/index.ts'

/** A name that none of the others has. */
export function nameNode(region: string, taken: ReadonlySet<string>, random: Random): string {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`
  for (;;) {
    const [third = 0, fourth = 0] = random(2)
    const name = `ip-10-0-${third}-${fourth}.${domain}`
    // The first addresses of a subnet and its last are AWS's own.
    if (fourth > 3 && fourth < 255 && !taken.has(name)) return name
  }
}
