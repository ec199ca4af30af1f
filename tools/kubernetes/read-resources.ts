/** What is served and how it is shown: from the discovery documents of the real API server and from its tables. */
import type { Ask } from './ask-server.ts'
import { tableType } from './ask-server.ts'
import { groupPath, served } from './served.ts'

interface ApiResource {
  readonly name: string
  readonly singularName: string
  readonly namespaced: boolean
  readonly kind: string
  readonly group?: string
  readonly version?: string
  readonly verbs: readonly string[]
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly storageVersionHash?: string
}

export async function readResources(ask: Ask): Promise<readonly object[]> {
  const rows: object[] = []
  for (const [group, plurals] of Object.entries(served)) {
    const path = `/${groupPath(group)}`
    const { resources } = await ask<{ readonly resources: readonly ApiResource[] }>(path)
    const find = (name: string): ApiResource => {
      const found = resources.find((each) => each.name === name)
      if (found === undefined) throw new Error(`the server has no ${name} below ${path}`)
      return found
    }
    for (const [plural, subresources] of Object.entries(plurals)) {
      const { name: _, singularName, shortNames, categories, ...rest } = find(plural)
      const columns = rest.verbs.includes('list')
        ? (await ask<{ columnDefinitions: readonly object[] }>(`${path}/${plural}?limit=1`, tableType))
            .columnDefinitions
        : []
      rows.push({
        group,
        version: 'v1',
        plural,
        singular: singularName,
        kind: rest.kind,
        namespaced: rest.namespaced,
        ...(shortNames !== undefined && { shortNames }),
        ...(categories !== undefined && { categories }),
        verbs: rest.verbs,
        ...(rest.storageVersionHash !== undefined && { storageVersionHash: rest.storageVersionHash }),
        subresources: subresources.map((sub) => subresourceOf(sub, find(`${plural}/${sub}`))),
        columns,
      })
    }
  }
  return rows
}

const subresourceOf = (name: string, { kind, group, version, verbs }: ApiResource): object => ({
  name,
  kind,
  ...(group !== undefined && { group, version }),
  verbs,
})
