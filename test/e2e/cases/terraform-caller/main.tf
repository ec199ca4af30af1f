# Who Terraform is, however it came by its credentials.
terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}
provider "aws" { max_retries = 1 }
data "aws_caller_identity" "me" {}
output "environment" { value = data.aws_caller_identity.me.arn }
