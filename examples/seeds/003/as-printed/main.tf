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
  url            = aws_eks_cluster.this.identity.oidc.issuer
}
