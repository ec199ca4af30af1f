/** Where EKS keeps the images of its add-ons: https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html */

const usual = '602401143452'

const accounts: Readonly<Record<string, string>> = {
  'af-south-1': '877085696533',
  'ap-east-1': '800184023465',
  'ap-southeast-3': '296578399912',
  'cn-north-1': '918309763551',
  'cn-northwest-1': '961992271922',
  'eu-central-2': '900612956339',
  'eu-south-1': '590381155156',
  'eu-south-2': '455263428931',
  'il-central-1': '066635153087',
  'me-central-1': '759879836304',
  'me-south-1': '558608220178',
  'us-gov-east-1': '151742754352',
  'us-gov-west-1': '013241004608',
}

export const registryOf = (region: string): string =>
  `${accounts[region] ?? usual}.dkr.ecr.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
