# A bucket for state as it is recommended everywhere, and one of another owner of its objects.
terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}
provider "aws" { max_retries = 1 }

# The second state of everything, to which the first one is changed.
variable "second" { default = false }

resource "aws_s3_bucket" "state" {
  bucket        = "terraform-state"
  force_destroy = true
}
resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id
  versioning_configuration { status = var.second ? "Suspended" : "Enabled" }
}
resource "aws_s3_bucket_public_access_block" "state" {
  bucket                  = aws_s3_bucket.state.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = !var.second
  restrict_public_buckets = true
}
resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.id
  rule {
    bucket_key_enabled = !var.second
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}
resource "aws_s3_bucket_ownership_controls" "state" {
  bucket = aws_s3_bucket.state.id
  rule { object_ownership = var.second ? "BucketOwnerEnforced" : "BucketOwnerPreferred" }
}
resource "aws_s3_bucket_lifecycle_configuration" "state" {
  bucket = aws_s3_bucket_versioning.state.bucket
  rule {
    id     = "old-versions"
    status = "Enabled"
    filter { prefix = "env/" }
    noncurrent_version_expiration {
      noncurrent_days           = var.second ? 60 : 90
      newer_noncurrent_versions = 10
    }
    noncurrent_version_transition {
      noncurrent_days = 30
      storage_class   = "STANDARD_IA"
    }
  }
  rule {
    id     = "everything"
    status = "Enabled"
    filter {}
    expiration { expired_object_delete_marker = true }
    abort_incomplete_multipart_upload { days_after_initiation = 7 }
  }
}
resource "aws_s3_bucket_policy" "state" {
  bucket     = aws_s3_bucket.state.id
  depends_on = [aws_s3_bucket_public_access_block.state]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = var.second ? "NotFromThere" : "NotFrom"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"]
      Condition = { StringEquals = { "aws:SourceVpc" = "vpc-none" } }
    }]
  })
}
resource "aws_s3_object" "state" {
  bucket  = aws_s3_bucket_versioning.state.bucket
  key     = "env/prod"
  content = var.second ? "2" : "1"
}
resource "aws_s3_bucket" "plain" {
  bucket        = "terraform-plain"
  force_destroy = true
}
resource "aws_s3_bucket_ownership_controls" "plain" {
  bucket = aws_s3_bucket.plain.id
  rule { object_ownership = "BucketOwnerPreferred" }
}
resource "aws_s3_bucket_acl" "plain" {
  depends_on = [aws_s3_bucket_ownership_controls.plain]
  bucket     = aws_s3_bucket.plain.id
  acl        = "private"
}
output "version" { value = aws_s3_object.state.version_id }
