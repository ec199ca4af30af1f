data "aws_caller_identity" "me" {}
data "aws_iam_session_context" "me" { arn = data.aws_caller_identity.me.arn }
data "aws_canonical_user_id" "me" {}
data "aws_iam_openid_connect_provider" "by_url" {
  url        = "https://issuer.example.com/id/A"
  depends_on = [aws_iam_openid_connect_provider.issuer]
}
data "aws_iam_policy" "by_name" {
  name       = "app"
  depends_on = [aws_iam_policy.app]
}
data "aws_iam_policy" "managed" { name = "AmazonEKS_CNI_Policy" }
data "aws_iam_role" "app" {
  name       = "app"
  depends_on = [aws_iam_role.app]
}
data "aws_iam_roles" "app" {
  path_prefix = "/pods/"
  depends_on  = [aws_iam_role.app]
}
data "aws_iam_user" "ann" {
  user_name  = "ann"
  depends_on = [aws_iam_user.ann]
}
data "aws_iam_users" "people" {
  path_prefix = "/people/"
  depends_on  = [aws_iam_user.ann]
}
data "aws_iam_access_keys" "ann" {
  user       = "ann"
  depends_on = [aws_iam_access_key.k]
}
data "aws_iam_user_ssh_key" "k" {
  username          = "ann"
  ssh_public_key_id = aws_iam_user_ssh_key.k.ssh_public_key_id
  encoding          = "PEM"
}
data "aws_iam_group" "people" {
  group_name = "people"
  depends_on = [aws_iam_group_membership.people]
}
data "aws_iam_instance_profile" "app" {
  name       = "app"
  depends_on = [aws_iam_instance_profile.app]
}
data "aws_iam_instance_profiles" "app" {
  role_name  = var.second ? "inline" : "app"
  depends_on = [aws_iam_instance_profile.app]
}
data "aws_iam_saml_provider" "idp" { arn = aws_iam_saml_provider.idp.arn }
data "aws_iam_server_certificate" "web" {
  name       = "web"
  depends_on = [aws_iam_server_certificate.web]
}
data "aws_iam_account_alias" "name" { depends_on = [aws_iam_account_alias.name] }
data "aws_iam_principal_policy_simulation" "app" {
  policy_source_arn = aws_iam_role.app.arn
  action_names      = ["s3:GetObject"]
  resource_arns     = ["${aws_s3_bucket.b.arn}/o"]
  depends_on        = [aws_iam_role_policy_attachment.app]
}
data "aws_iam_principal_policy_simulation" "refused" {
  policy_source_arn = aws_iam_role.app.arn
  action_names      = ["iam:DeleteRole"]
}
data "aws_s3_bucket" "b" { bucket = aws_s3_bucket.b.bucket }
data "aws_s3_bucket_policy" "b" { bucket = aws_s3_bucket_policy.b.bucket }
data "aws_s3_object" "o" {
  bucket = aws_s3_bucket.b.bucket
  key    = aws_s3_object.o.key
}
data "aws_s3_objects" "all" {
  bucket     = aws_s3_bucket.b.bucket
  depends_on = [aws_s3_object.o, aws_s3_object_copy.c, aws_s3_bucket_object.old]
}
data "aws_s3_bucket_object" "old" {
  bucket = aws_s3_bucket.b.bucket
  key    = aws_s3_bucket_object.old.key
}
data "aws_s3_bucket_objects" "all" {
  bucket     = aws_s3_bucket.b.bucket
  depends_on = [aws_s3_bucket_object.old]
}
