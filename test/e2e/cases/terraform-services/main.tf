# All of IAM, STS, S3 and CloudWatch Logs that Terraform's AWS provider has and Podpass serves; each file holds one subject.
terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}
provider "aws" { max_retries = 1 }

# The second state of everything, to which the first one is changed.
variable "second" { default = false }

# What is of this run alone: written beside this file before the first run.
locals {
  own         = jsondecode(file("own.json"))
  certificate = local.own.certificate
}

# A published configuration for a service account of an EKS cluster, beside all else.
module "service_account" { source = "./service-account" }

output "ids" {
  value = {
    key        = aws_iam_access_key.k.id
    ssh        = aws_iam_user_ssh_key.k.ssh_public_key_id
    credential = aws_iam_service_specific_credential.c.service_specific_credential_id
    signing    = aws_iam_signing_certificate.c.certificate_id
    chained    = aws_iam_role.chained.name
    drawn      = aws_s3_bucket.drawn.bucket
  }
}
output "seen" {
  value = {
    caller      = data.aws_caller_identity.me.arn == data.aws_iam_session_context.me.arn
    canonical   = length(data.aws_canonical_user_id.me.id)
    provider    = data.aws_iam_openid_connect_provider.by_url.arn == aws_iam_openid_connect_provider.issuer.arn
    policy      = data.aws_iam_policy.by_name.arn == aws_iam_policy.app.arn
    managed     = data.aws_iam_policy.managed.arn
    roles       = tolist(data.aws_iam_roles.app.names)
    users       = tolist(data.aws_iam_users.people.names)
    group       = data.aws_iam_group.people.users[*].user_name
    keys        = length(data.aws_iam_access_keys.ann.access_keys)
    allowed     = data.aws_iam_principal_policy_simulation.app.all_allowed
    refused     = data.aws_iam_principal_policy_simulation.refused.all_allowed
    instances   = tolist(data.aws_iam_instance_profiles.app.names)
    body        = data.aws_s3_object.o.body
    objects     = data.aws_s3_objects.all.keys
    bucket      = data.aws_s3_bucket.b.region
    alias       = data.aws_iam_account_alias.name.account_alias
    certificate = data.aws_iam_server_certificate.web.name
    log_group   = data.aws_cloudwatch_log_group.cluster.arn == aws_cloudwatch_log_group.cluster.arn
    log_groups  = length(data.aws_cloudwatch_log_groups.all.arns)
  }
}
