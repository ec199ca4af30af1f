resource "aws_iam_openid_connect_provider" "issuer" {
  url             = "https://issuer.example.com/id/A"
  client_id_list  = var.second ? ["sts.amazonaws.com", "second"] : ["first", "sts.amazonaws.com"]
  thumbprint_list = [var.second ? "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
  tags            = var.second ? { team = "b", more = "x" } : { team = "a", less = "y" }
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.issuer.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "issuer.example.com/id/A:sub"
      values   = var.second ? ["system:serviceaccount:prod:app"] : ["system:serviceaccount:prod:app", "system:serviceaccount:prod:b"]
    }
  }
}
resource "aws_iam_role" "app" {
  name                  = "app"
  path                  = "/pods/"
  description           = var.second ? "second" : "first"
  assume_role_policy    = data.aws_iam_policy_document.trust.json
  max_session_duration  = var.second ? 7200 : 3600
  permissions_boundary  = var.second ? aws_iam_policy.app.arn : "arn:aws:iam::aws:policy/PowerUserAccess"
  force_detach_policies = true
  tags                  = var.second ? { team = "b", more = "x" } : { team = "a", less = "y" }
}
# Trusts a role and a user, whose ARNs AWS keeps as unique ids.
resource "aws_iam_role" "chained" {
  name_prefix = "chained-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = [aws_iam_user.ann.arn, aws_iam_role.app.arn] } },
      { Effect = "Allow", Action = ["sts:TagSession", "sts:AssumeRole"], Principal = { Service = ["pods.eks.amazonaws.com", "ec2.amazonaws.com"] } },
    ]
  })
}
resource "aws_iam_role" "inline" {
  name               = "inline"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })
  inline_policy {
    name   = "own"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = [var.second ? "s3:PutObject" : "s3:GetObject"], Resource = ["*"] }] })
  }
  managed_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
}
resource "aws_iam_policy" "app" {
  name        = "app"
  path        = "/pods/"
  description = "what the app does"
  policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.second ? "s3:*" : "s3:Get*", Resource = "*" }] })
  tags        = var.second ? { team = "b" } : { team = "a", less = "y" }
}
resource "aws_iam_role_policy" "own" {
  name   = "own"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.second ? "sqs:Send*" : "sqs:*", Resource = "*" }] })
}
resource "aws_iam_role_policy_attachment" "app" {
  role       = aws_iam_role.app.name
  policy_arn = aws_iam_policy.app.arn
}
resource "aws_iam_role_policies_exclusive" "app" {
  role_name    = aws_iam_role.app.name
  policy_names = [aws_iam_role_policy.own.name]
}
resource "aws_iam_role_policy_attachments_exclusive" "app" {
  role_name   = aws_iam_role.app.name
  policy_arns = [aws_iam_role_policy_attachment.app.policy_arn]
}
resource "aws_iam_instance_profile" "app" {
  name = "app"
  role = var.second ? aws_iam_role.inline.name : aws_iam_role.app.name
  tags = { team = var.second ? "b" : "a" }
}
resource "aws_iam_service_linked_role" "linked" {
  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = "tf"
  description      = var.second ? "second" : "first"
  tags             = { team = var.second ? "b" : "a" }
}
