/** S3: buckets, objects and what guards them; the rest of the service is refused by name. */
export type { S3Needs } from './needs.ts'
export type { S3Service } from './service.ts'
export { createS3 } from './service.ts'
