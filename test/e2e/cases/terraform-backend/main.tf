# State in a bucket that a pod's identity opens; the values of this run alone come with `-backend-config`.
terraform {
  backend "s3" {
    key            = "env/prod.tfstate"
    use_path_style = true
    use_lockfile   = true
    encrypt        = true
  }
}
variable "value" { default = "1" }
resource "terraform_data" "kept" { input = var.value }
output "kept" { value = terraform_data.kept.output }
