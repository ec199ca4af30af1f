/** `podpass issuer list`: the issuers and the keys that each publishes. */
import { Command } from 'commander'
import { dataOption, jsonOption, openInstallation } from '../../installation.ts'
import { describeKey, listIssuers, listMirrors } from '../../issuers.ts'
import { line } from '../../print.ts'

export const command = (): Command =>
  new Command('list')
    .description('Show the issuers and their keys')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  podpass issuer list')
    .action(async (options: { data: string; json?: boolean }) => {
      const installation = openInstallation(options.data)
      const [issuers, mirrors] = await Promise.all([listIssuers(installation), listMirrors(installation)])
      if (options.json) return line(JSON.stringify([...issuers, ...mirrors], undefined, 2))
      for (const issuer of issuers) {
        line(`${issuer.Cluster}\t${issuer.Issuer}`)
        for (const key of issuer.Keys) line(`\t${describeKey(key)}`)
      }
      for (const { Issuer, Source, KeyIds, CopiedAt } of mirrors) {
        line(`copy of ${Source}\t${Issuer}`)
        for (const key of KeyIds) line(`\t${key} was copied at ${new Date(CopiedAt * 1000).toISOString()}`)
      }
    })
