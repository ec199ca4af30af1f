terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}
provider "aws" {
  max_retries       = 1
  s3_use_path_style = true
}
# The second state of everything, to which the first one is changed.
variable "second" { default = false }
data "aws_caller_identity" "me" {}
locals {
  arn = "arn:aws:cloudtrail:us-east-1:${data.aws_caller_identity.me.account_id}:trail/tf-trail"
}
resource "aws_s3_bucket" "files" {
  bucket        = "tf-trail-files"
  force_destroy = true
}
resource "aws_s3_bucket_policy" "files" {
  bucket = aws_s3_bucket.files.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AWSCloudTrailAclCheck"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = aws_s3_bucket.files.arn
        Condition = { StringEquals = { "aws:SourceArn" = local.arn } }
      },
      {
        Sid       = "AWSCloudTrailWrite"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.files.arn}/p/AWSLogs/${data.aws_caller_identity.me.account_id}/*"
        Condition = { StringEquals = { "s3:x-amz-acl" = "bucket-owner-full-control", "aws:SourceArn" = local.arn } }
      },
    ]
  })
}
resource "aws_cloudwatch_log_group" "events" {
  for_each = toset(["first", "second"])
  name     = "tf-trail/${each.key}"
}
resource "aws_iam_role" "writer" {
  name = "tf-trail-writer"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceArn" = local.arn } }
    }]
  })
}
resource "aws_iam_role_policy" "writer" {
  name = "write"
  role = aws_iam_role.writer.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = [for group in aws_cloudwatch_log_group.events : "${group.arn}:log-stream:${data.aws_caller_identity.me.account_id}_CloudTrail_us-east-1*"]
    }]
  })
}
resource "aws_cloudtrail" "main" {
  depends_on            = [aws_s3_bucket_policy.files, aws_iam_role_policy.writer]
  name                  = "tf-trail"
  s3_bucket_name        = aws_s3_bucket.files.id
  s3_key_prefix         = "p"
  is_multi_region_trail = var.second
  enable_logging        = !var.second

  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.events[var.second ? "second" : "first"].arn}:*"
  cloud_watch_logs_role_arn  = aws_iam_role.writer.arn
  enable_log_file_validation = true
  tags                  = var.second ? { team = "b", more = "x" } : { team = "a", less = "y" }
  dynamic "event_selector" {
    for_each = var.second ? [] : [1]
    content {
      read_write_type                  = "WriteOnly"
      exclude_management_event_sources = ["kms.amazonaws.com"]
      data_resource {
        type   = "AWS::S3::Object"
        values = ["arn:aws:s3:::tf-data/"]
      }
    }
  }
  dynamic "advanced_event_selector" {
    for_each = var.second ? [1] : []
    content {
      name = "objects"
      field_selector {
        field  = "eventCategory"
        equals = ["Data"]
      }
      field_selector {
        field  = "resources.type"
        equals = ["AWS::S3::Object"]
      }
      field_selector {
        field       = "resources.ARN"
        starts_with = ["arn:aws:s3:::tf-data/"]
      }
    }
  }
}
output "arn" { value = aws_cloudtrail.main.arn }
output "home" { value = aws_cloudtrail.main.home_region }
