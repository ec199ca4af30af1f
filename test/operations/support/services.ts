/** What the services differ in: how each denies a call and how it answers an input that its model forbids. */

export interface ServiceFacts {
  readonly denial: { readonly code: string; readonly status: number }
  readonly validation: {
    readonly codes: readonly string[]
    readonly status: number
    /** Whether the error names the member. */
    readonly named?: true
  }
  /** Kinds of constraints that the model alone decides; all when absent. */
  readonly kinds?: readonly string[]
}

export const services: Readonly<Record<string, ServiceFacts>> = {
  iam: {
    denial: { code: 'AccessDenied', status: 403 },
    validation: { codes: ['ValidationError'], status: 400, named: true },
  },
  sts: {
    denial: { code: 'AccessDenied', status: 403 },
    validation: { codes: ['ValidationError'], status: 400, named: true },
  },
  s3: {
    denial: { code: 'AccessDenied', status: 403 },
    validation: { codes: ['MalformedXML', 'InvalidArgument', 'InvalidStorageClass'], status: 400 },
    kinds: ['null', 'enum'],
  },
  cloudtrail: {
    denial: { code: 'AccessDeniedException', status: 400 },
    validation: { codes: ['ValidationException'], status: 400, named: true },
  },
  logs: {
    denial: { code: 'AccessDeniedException', status: 400 },
    validation: { codes: ['InvalidParameterException'], status: 400, named: true },
  },
  organizations: {
    denial: { code: 'AccessDeniedException', status: 400 },
    validation: { codes: ['InvalidInputException'], status: 400 },
  },
  eks: {
    denial: { code: 'AccessDeniedException', status: 403 },
    validation: { codes: ['InvalidParameterException'], status: 400, named: true },
  },
  'eks-auth': {
    denial: { code: 'AccessDeniedException', status: 403 },
    validation: { codes: ['InvalidParameterException'], status: 400 },
  },
}
