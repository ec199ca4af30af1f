# The seed's configuration with what it leaves out: the provider, the cluster's arguments and the indices of lists.
# Its data source tls_certificate comes from another provider. IAM finds the thumbprint itself when none is given.
terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}

data "aws_caller_identity" "this" {}

resource "aws_eks_cluster" "this" {
  name     = "this"
  role_arn = "arn:aws:iam::${data.aws_caller_identity.this.account_id}:role/eks-cluster"
  vpc_config { subnet_ids = ["subnet-0a", "subnet-0b"] }
}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  client_id_list = ["sts.amazonaws.com"]
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
}

resource "aws_iam_role" "irsa" {
  name               = "irsa"
  assume_role_policy = data.aws_iam_policy_document.trust.json

  inline_policy {
    name   = "irsa-policy"
    policy = file("policy.json")
  }
}

locals {
  oidc_url      = aws_eks_cluster.this.identity[0].oidc[0].issuer
  oidc_url_host = replace(local.oidc_url, "https://", "")
}

# The ServiceAccount's namespace and name; the seed says its name twice.
variable "subject" {
  default = "system:serviceaccount:the-irsa-service-account-namespace:the-irsa-service-account-name"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    effect  = "Allow"

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.oidc_provider.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.oidc_url_host}:sub"
      values   = [var.subject]
    }

    # Without it any token of the issuer would do, for whomever it is meant.
    condition {
      test     = "StringEquals"
      variable = "${local.oidc_url_host}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}
