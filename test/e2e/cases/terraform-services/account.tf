resource "aws_iam_account_alias" "name" { account_alias = "podpass-test" }
resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = var.second ? 16 : 14
  require_symbols                = true
  max_password_age               = 90
  password_reuse_prevention      = 5
  allow_users_to_change_password = true
}
resource "aws_iam_saml_provider" "idp" {
  name                   = "idp"
  saml_metadata_document = local.own.saml
  tags                   = { team = var.second ? "b" : "a" }
}
resource "aws_iam_server_certificate" "web" {
  name             = "web"
  path             = var.second ? "/second/" : "/first/"
  certificate_body = local.certificate
  private_key      = local.own.key
  tags             = { team = var.second ? "b" : "a" }
  # Nobody tells it to whoever imports the certificate.
  lifecycle { ignore_changes = [private_key] }
}
resource "aws_iam_security_token_service_preferences" "tokens" {
  global_endpoint_token_version = var.second ? "v1Token" : "v2Token"
}
