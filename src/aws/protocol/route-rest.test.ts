import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AwsError, loadModel, routeRest } from './index.ts'

describe('routes S3 by method, path, query string and headers', () => {
  const key = { Bucket: 'b', Key: 'k' }
  const bucket = { Bucket: 'b' }
  const cases: [string, string, Record<string, string>?, string?][] = [
    ['GET /', 'ListBuckets', {}],
    ['GET /b', 'ListObjects', bucket],
    ['GET /b/', 'ListObjects', bucket],
    ['GET /b?list-type=2', 'ListObjectsV2', bucket],
    ['GET /b?list-type=1', 'ListObjects', bucket],
    ['GET /b?location', 'GetBucketLocation', bucket],
    ['GET /b?location=', 'GetBucketLocation', bucket],
    ['GET /b?policy', 'GetBucketPolicy', bucket],
    ['GET /b?uploads', 'ListMultipartUploads', bucket],
    ['GET /b?versions&prefix=x', 'ListObjectVersions', bucket],
    ['GET /b?notification', 'GetBucketNotificationConfiguration', bucket],
    ['PUT /b', 'CreateBucket', bucket],
    ['DELETE /b', 'DeleteBucket', bucket],
    ['HEAD /b', 'HeadBucket', bucket],
    ['POST /b?delete', 'DeleteObjects', bucket],
    ['GET /b/k', 'GetObject', key],
    ['GET /b/k?x-id=GetObject', 'GetObject', key],
    ['GET /b/k?uploadId=u', 'ListParts', key],
    ['GET /b/a%20b//c/%2F', 'GetObject', { Bucket: 'b', Key: 'a b//c//' }],
    ['GET /b//k', 'GetObject', { Bucket: 'b', Key: '/k' }],
    ['HEAD /b/k', 'HeadObject', key],
    ['PUT /b/k', 'PutObject', key],
    ['PUT /b/k', 'CopyObject', key, 'x-amz-copy-source'],
    ['PUT /b/k?partNumber=1&uploadId=u', 'UploadPart', key],
    ['PUT /b/k?partNumber=1&uploadId=u', 'UploadPartCopy', key, 'x-amz-copy-source'],
    ['POST /b/k?uploads', 'CreateMultipartUpload', key],
    ['POST /b/k?uploadId=u', 'CompleteMultipartUpload', key],
    ['DELETE /b/k?uploadId=u', 'AbortMultipartUpload', key],
    ['DELETE /b/k?versionId=v', 'DeleteObject', key],
    ['DELETE /b/k?tagging', 'DeleteObjectTagging', key],
  ]
  for (const [request, operation, labels, header] of cases)
    it(`${request}${header === undefined ? '' : ` with ${header}`} is ${operation}`, () => {
      const route = find('s3', request, header)
      assert.equal(route?.operation.name, operation)
      assert.deepEqual(route?.labels, labels)
    })
})

describe('routes EKS by method and path', () => {
  it('keeps an encoded slash inside its label', () => {
    const route = find('eks', 'GET /tags/arn%3Aaws%3Aeks%3Aus-east-1%3A1%3Acluster%2Fdemo')
    assert.equal(route?.operation.name, 'ListTagsForResource')
    assert.deepEqual(route?.labels, { resourceArn: 'arn:aws:eks:us-east-1:1:cluster/demo' })
  })

  it('tells a cluster from the list of clusters', () => {
    assert.equal(find('eks', 'GET /clusters')?.operation.name, 'ListClusters')
    assert.equal(find('eks', 'GET /clusters/demo')?.operation.name, 'DescribeCluster')
    assert.equal(find('eks', 'GET /cluster-versions')?.operation.name, 'DescribeClusterVersions')
  })
})

describe('finds nothing', () => {
  for (const request of ['PATCH /b', 'POST /b', 'POST /', 'DELETE /'])
    it(`for S3 ${request}`, () => assert.equal(find('s3', request), undefined))
  for (const request of ['GET /', 'GET /nowhere', 'GET /clusters//node-groups', 'PUT /clusters'])
    it(`for EKS ${request}`, () => assert.equal(find('eks', request), undefined))
})

describe('refuses broken percent-encoding', () => {
  for (const request of ['GET /b/%', 'GET /b/%ff', 'GET /b?prefix=%zz'])
    it(request, () => {
      assert.throws(
        () => find('s3', request),
        (error) => error instanceof AwsError && error.code === 'InvalidURI',
      )
    })
})

function find(service: string, request: string, header?: string) {
  const [method, target] = request.split(' ') as [string, string]
  const [path, query = ''] = target.split('?') as [string, string?]
  const headers = header === undefined ? {} : { [header]: ['value'] }
  return routeRest(loadModel(service), { method, path, query, headers })
}
