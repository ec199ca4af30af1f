/** Where EKS Auth answers in a region. */
import { dnsSuffixOf, partitionOf } from '../../../arn/index.ts'

/** It is reached by dual-stack names alone where a partition has them. */
const dualStack: Readonly<Record<string, string>> = {
  aws: 'api.aws',
  'aws-us-gov': 'api.aws',
  'aws-cn': 'api.amazonwebservices.com.cn',
  'aws-eusc': 'api.amazonwebservices.eu',
}

export const eksAuthEndpoint = (region: string): URL =>
  new URL(`https://eks-auth.${region}.${dualStack[partitionOf(region)] ?? dnsSuffixOf(region)}/`)
