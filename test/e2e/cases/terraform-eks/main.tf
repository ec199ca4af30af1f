terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}
provider "aws" { max_retries = 1 }
# The second state of everything, to which the first one is changed.
variable "second" { default = false }
resource "aws_iam_role" "cluster" {
  name               = "tf-cluster"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "eks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "node" {
  name               = "tf-node"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "pods" {
  count              = 2
  name               = "tf-pods-${count.index}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "pods.eks.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:TagSession"] }] })
}
resource "aws_eks_cluster" "c" {
  name     = "tf"
  role_arn = aws_iam_role.cluster.arn
  version  = var.second ? "1.34" : "1.33"
  # Where these two are not said, the provider replaces clusters that were imported, on AWS as here.
  bootstrap_self_managed_addons = false
  access_config {
    authentication_mode                         = var.second ? "API" : "API_AND_CONFIG_MAP"
    bootstrap_cluster_creator_admin_permissions = true
  }
  enabled_cluster_log_types = var.second ? ["audit"] : []
  vpc_config { subnet_ids = ["subnet-0a", "subnet-0b"] }
  upgrade_policy { support_type = "STANDARD" }
}
data "aws_eks_cluster" "c" { name = aws_eks_cluster.c.name }
data "aws_eks_cluster_auth" "c" { name = aws_eks_cluster.c.name }
data "aws_eks_clusters" "all" { depends_on = [aws_eks_cluster.c] }
data "aws_eks_addon_version" "cni" {
  addon_name         = "vpc-cni"
  kubernetes_version = aws_eks_cluster.c.version
  most_recent        = true
}
data "aws_eks_cluster_versions" "v" {}
resource "aws_eks_addon" "cni" {
  cluster_name         = aws_eks_cluster.c.name
  addon_name           = "vpc-cni"
  addon_version        = var.second ? data.aws_eks_addon_version.cni.version : "v1.20.3-eksbuild.1"
  configuration_values = var.second ? jsonencode({ env = { A = "b" } }) : null
  pod_identity_association {
    role_arn        = aws_iam_role.pods[var.second ? 1 : 0].arn
    service_account = "aws-node"
  }
}
resource "aws_eks_addon" "agent" {
  cluster_name = aws_eks_cluster.c.name
  addon_name   = "eks-pod-identity-agent"
}
resource "aws_eks_pod_identity_association" "app" {
  cluster_name    = aws_eks_cluster.c.name
  namespace       = "default"
  service_account = "app"
  role_arn        = aws_iam_role.pods[var.second ? 1 : 0].arn
  tags            = var.second ? { a = "b" } : {}
}
resource "aws_eks_access_entry" "e" {
  cluster_name      = aws_eks_cluster.c.name
  principal_arn     = aws_iam_role.pods[0].arn
  kubernetes_groups = var.second ? ["viewers", "editors"] : ["viewers"]
}
resource "aws_eks_access_policy_association" "p" {
  cluster_name  = aws_eks_cluster.c.name
  principal_arn = aws_eks_access_entry.e.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
  access_scope {
    type       = var.second ? "cluster" : "namespace"
    namespaces = var.second ? null : ["default"]
  }
}
resource "aws_eks_node_group" "n" {
  cluster_name    = aws_eks_cluster.c.name
  node_group_name = "n"
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = ["subnet-0a"]
  scaling_config {
    desired_size = 1
    max_size     = var.second ? 3 : 2
    min_size     = 1
  }
  labels = var.second ? { a = "b" } : {}
}
resource "aws_eks_fargate_profile" "f" {
  cluster_name           = aws_eks_cluster.c.name
  fargate_profile_name   = "f"
  pod_execution_role_arn = aws_iam_role.node.arn
  subnet_ids             = ["subnet-0a"]
  selector { namespace = "serverless" }
}
resource "aws_eks_identity_provider_config" "o" {
  cluster_name = aws_eks_cluster.c.name
  oidc {
    client_id                     = "x"
    identity_provider_config_name = "corp"
    issuer_url                    = "https://corp.example.com"
  }
}
output "version" { value = data.aws_eks_cluster.c.version }
output "issuer" { value = data.aws_eks_cluster.c.identity[0].oidc[0].issuer }
output "association" { value = aws_eks_pod_identity_association.app.association_id }
