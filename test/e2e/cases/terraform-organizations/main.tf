# What Terraform's AWS provider has of Organizations, as far as Podpass serves it.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  skip_metadata_api_check = true
}

variable "second" {
  type    = bool
  default = false
}

resource "aws_organizations_organization" "this" {
  feature_set          = "ALL"
  enabled_policy_types = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]
}

resource "aws_organizations_organizational_unit" "sandbox" {
  name      = var.second ? "sandboxes" : "sandbox"
  parent_id = aws_organizations_organization.this.roots[0].id
}

resource "aws_organizations_account" "shop" {
  name              = "shop"
  email             = "shop@example.com"
  parent_id         = var.second ? aws_organizations_organization.this.roots[0].id : aws_organizations_organizational_unit.sandbox.id
  close_on_deletion = true
  tags              = { team = var.second ? "b" : "a" }

  lifecycle {
    ignore_changes = [role_name]
  }
}

resource "aws_organizations_policy" "fence" {
  name        = "fence"
  description = var.second ? "second" : "first"
  type        = "SERVICE_CONTROL_POLICY"
  depends_on  = [aws_organizations_organization.this]
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "s3:CreateBucket", Resource = var.second ? "arn:aws:s3:::a-*" : "*" }]
  })
}

resource "aws_organizations_policy" "perimeter" {
  name = "perimeter"
  type = "RESOURCE_CONTROL_POLICY"
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*", Condition = { StringNotEqualsIfExists = { "aws:PrincipalOrgID" = aws_organizations_organization.this.id } } }]
  })
}

resource "aws_organizations_policy_attachment" "root" {
  policy_id = aws_organizations_policy.fence.id
  target_id = aws_organizations_organization.this.roots[0].id
}

resource "aws_organizations_policy_attachment" "account" {
  policy_id = aws_organizations_policy.perimeter.id
  target_id = aws_organizations_account.shop.id
}

data "aws_organizations_organization" "read" {
  depends_on = [aws_organizations_account.shop]
}

data "aws_organizations_organizational_units" "read" {
  parent_id  = aws_organizations_organization.this.roots[0].id
  depends_on = [aws_organizations_organizational_unit.sandbox]
}

data "aws_organizations_policies_for_target" "read" {
  target_id  = aws_organizations_account.shop.id
  filter     = "RESOURCE_CONTROL_POLICY"
  depends_on = [aws_organizations_policy_attachment.account]
}

output "account" {
  value = aws_organizations_account.shop.id
}

output "units" {
  value = length(data.aws_organizations_organizational_units.read.children)
}

output "policies" {
  value = length(data.aws_organizations_policies_for_target.read.ids)
}
