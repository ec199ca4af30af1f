/** AWS partitions: which regions each holds and what its host names end in. */

interface Partition {
  readonly id: string
  readonly dnsSuffix: string
  readonly regions: RegExp
}

const partitions: readonly Partition[] = [
  { id: 'aws-cn', dnsSuffix: 'amazonaws.com.cn', regions: /^cn-\w+-\d+$/ },
  { id: 'aws-us-gov', dnsSuffix: 'amazonaws.com', regions: /^us-gov-\w+-\d+$/ },
  { id: 'aws-iso', dnsSuffix: 'c2s.ic.gov', regions: /^us-iso-\w+-\d+$/ },
  { id: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov', regions: /^us-isob-\w+-\d+$/ },
  { id: 'aws-iso-e', dnsSuffix: 'cloud.adc-e.uk', regions: /^eu-isoe-\w+-\d+$/ },
  { id: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov', regions: /^us-isof-\w+-\d+$/ },
  { id: 'aws-eusc', dnsSuffix: 'amazonaws.eu', regions: /^eusc-\w+-\w+-\d+$/ },
  { id: 'aws', dnsSuffix: 'amazonaws.com', regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/ },
]

/** The partition of a region; `aws` for a region that no list knows. */
export const partitionOf = (region: string): string => (find(region) ?? partitions.at(-1)!).id

/** The last part of the host names of a region's services. */
export const dnsSuffixOf = (region: string): string => (find(region) ?? partitions.at(-1)!).dnsSuffix

/** Whether the text has the shape of a region's name. */
export const isRegion = (text: string): boolean => find(text) !== undefined

export const isPartition = (text: string): boolean => partitions.some((partition) => partition.id === text)

const find = (region: string): Partition | undefined =>
  partitions.find((partition) => partition.regions.test(region))
