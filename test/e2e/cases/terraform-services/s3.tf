resource "aws_s3_bucket" "b" {
  bucket        = "terraform-reports"
  force_destroy = true
  tags          = var.second ? { team = "b", more = "x" } : { team = "a", less = "y" }
}
resource "aws_s3_bucket" "drawn" { bucket_prefix = "terraform-drawn-" }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = var.second ? ["s3:GetObject", "s3:PutObject"] : ["s3:GetObject"]
      Resource  = "${aws_s3_bucket.b.arn}/*"
      Principal = { AWS = [aws_iam_role.app.arn, aws_iam_user.ann.arn] }
    }]
  })
}
resource "aws_s3_object" "o" {
  bucket       = aws_s3_bucket.b.bucket
  key          = "total of the year/ä+b.txt"
  content      = var.second ? "2" : "1"
  content_type = "text/plain"
  metadata     = { author = "ann" }
  tags         = { team = var.second ? "b" : "a" }
}
resource "aws_s3_object_copy" "c" {
  bucket = aws_s3_bucket.b.bucket
  key    = "copy"
  source = "${aws_s3_bucket.b.bucket}/${aws_s3_object.source.key}"
}
resource "aws_s3_object" "source" {
  bucket = aws_s3_bucket.b.bucket
  key    = "source"
  source = "main.tf"
  etag   = filemd5("main.tf")
}
resource "aws_s3_bucket_object" "old" {
  bucket  = aws_s3_bucket.b.bucket
  key     = "old"
  content = var.second ? "2" : "1"
}
# It says what holds anyway.
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.bucket
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}
