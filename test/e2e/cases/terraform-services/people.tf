resource "aws_iam_user" "ann" {
  name                 = "ann"
  path                 = "/people/"
  force_destroy        = true
  permissions_boundary = var.second ? null : "arn:aws:iam::aws:policy/PowerUserAccess"
  tags                 = { team = var.second ? "b" : "a" }
}
resource "aws_iam_user" "ben" { name = "ben" }
resource "aws_iam_user" "renamed" { name = var.second ? "renamed" : "named" }
resource "aws_iam_access_key" "k" {
  user   = aws_iam_user.ann.name
  status = var.second ? "Inactive" : "Active"
}
resource "aws_iam_user_policy" "own" {
  name   = "own"
  user   = aws_iam_user.ann.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.second ? "sqs:Send*" : "sqs:*", Resource = "*" }] })
}
resource "aws_iam_user_policy_attachment" "ann" {
  user       = aws_iam_user.ann.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
resource "aws_iam_user_policies_exclusive" "ann" {
  user_name    = aws_iam_user.ann.name
  policy_names = [aws_iam_user_policy.own.name]
}
resource "aws_iam_user_policy_attachments_exclusive" "ann" {
  user_name   = aws_iam_user.ann.name
  policy_arns = [aws_iam_user_policy_attachment.ann.policy_arn]
}
resource "aws_iam_user_login_profile" "ann" {
  user                    = aws_iam_user.ann.name
  password_reset_required = true
  lifecycle { ignore_changes = [password_length, password_reset_required] }
}
resource "aws_iam_user_ssh_key" "k" {
  username   = aws_iam_user.ann.name
  encoding   = "SSH"
  public_key = local.own.ssh_key
  status     = var.second ? "Inactive" : "Active"
}
resource "aws_iam_service_specific_credential" "c" {
  service_name = "codecommit.amazonaws.com"
  user_name    = aws_iam_user.ann.name
  status       = var.second ? "Inactive" : "Active"
}
resource "aws_iam_signing_certificate" "c" {
  user_name        = aws_iam_user.ann.name
  certificate_body = local.certificate
  status           = var.second ? "Inactive" : "Active"
}
resource "aws_iam_virtual_mfa_device" "m" {
  virtual_mfa_device_name = "phone"
  tags                    = { team = var.second ? "b" : "a" }
}
resource "aws_iam_group" "people" {
  name = "people"
  path = var.second ? "/second/" : "/first/"
}
resource "aws_iam_group" "others" { name = "others" }
resource "aws_iam_group_membership" "people" {
  name  = "people"
  group = aws_iam_group.people.name
  users = var.second ? [aws_iam_user.ann.name] : [aws_iam_user.ann.name, aws_iam_user.ben.name]
}
resource "aws_iam_user_group_membership" "ben" {
  user   = aws_iam_user.ben.name
  groups = [aws_iam_group.others.name]
}
resource "aws_iam_group_policy" "own" {
  name   = "own"
  group  = aws_iam_group.people.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.second ? "sqs:Send*" : "sqs:*", Resource = "*" }] })
}
resource "aws_iam_group_policy_attachment" "people" {
  group      = aws_iam_group.people.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
resource "aws_iam_group_policies_exclusive" "people" {
  group_name   = aws_iam_group.people.name
  policy_names = [aws_iam_group_policy.own.name]
}
resource "aws_iam_group_policy_attachments_exclusive" "people" {
  group_name  = aws_iam_group.people.name
  policy_arns = [aws_iam_group_policy_attachment.people.policy_arn]
}
resource "aws_iam_policy" "shared" {
  name   = "shared"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sns:*", Resource = "*" }] })
}
resource "aws_iam_policy_attachment" "shared" {
  name       = "shared"
  users      = var.second ? [] : [aws_iam_user.ben.name]
  roles      = [aws_iam_role.chained.name]
  groups     = [aws_iam_group.others.name]
  policy_arn = aws_iam_policy.shared.arn
}
