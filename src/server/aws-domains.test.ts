import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAwsHost, sparesAwsHosts } from './aws-domains.ts'

test('hosts of every partition are AWS, others are not', () => {
  for (const host of [
    'sts.amazonaws.com',
    'oidc.eks.eu-west-1.amazonaws.com',
    's3.cn-north-1.amazonaws.com.cn',
    'eks-auth.us-east-1.api.aws',
    'oidc-eks.us-east-1.api.aws',
    'eks.cn-north-1.api.amazonwebservices.com.cn',
    'sts.eusc-de-east-1.amazonaws.eu',
    'sts.us-iso-east-1.c2s.ic.gov',
    'signin.aws.amazon.com',
    'amazonaws.com',
  ])
    assert.ok(isAwsHost(host), host)
  for (const host of [
    '',
    'example.org',
    'notamazonaws.com',
    'amazonaws.com.example.org',
    'www.amazon.com',
    'aws',
  ])
    assert.ok(!isAwsHost(host), host)
})

test('entries of NO_PROXY that spare AWS are told from those that do not', () => {
  for (const entry of [
    '*',
    '*.amazonaws.com',
    '.amazonaws.com',
    'AmazonAWS.com',
    'sts.amazonaws.com:443',
    'com',
    '.aws',
  ])
    assert.ok(sparesAwsHosts(entry), entry)
  for (const entry of ['', '10.0.0.0/8', '169.254.169.254', '.svc', '*.example.org', 'localhost'])
    assert.ok(!sparesAwsHosts(entry), entry)
})
