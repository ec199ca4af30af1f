# What is refused for good, and what the provider waits for. It may try each call 26 times.
terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}
provider "aws" {}
locals {
  own   = jsondecode(file("own.json"))
  allow = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
  ec2   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
provider "aws" {
  alias      = "limited"
  access_key = local.own.key
  secret_key = local.own.secret
}

resource "aws_iam_role" "taken" {
  name               = "taken"
  assume_role_policy = local.ec2
}
resource "aws_iam_user" "denied" {
  provider = aws.limited
  name     = "denied"
}
resource "aws_iam_policy" "malformed" {
  name   = "malformed"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Perhaps", Action = "s3:*", Resource = "*" }] })
}
resource "aws_iam_group_policy" "missing" {
  group  = "missing"
  name   = "own"
  policy = local.allow
}
resource "aws_s3_bucket_accelerate_configuration" "unsupported" {
  bucket = "kept"
  status = "Enabled"
}
resource "aws_s3_bucket_website_configuration" "unsupported" {
  bucket = "kept"
  index_document { suffix = "index.html" }
}
resource "aws_iam_role" "waiting" {
  name               = "waiting"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::${local.own.account}:user/later" } }] })
}
