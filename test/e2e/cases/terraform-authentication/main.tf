# One provider for each way in which a configuration or a profile hands over credentials.
terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}
locals {
  own      = jsondecode(file("own.json"))
  settings = ["${path.module}/config"]
  keys     = ["${path.module}/credentials"]
}

provider "aws" { max_retries = 1 }
data "aws_caller_identity" "environment" {}
output "environment" { value = data.aws_caller_identity.environment.arn }

# Without a call of its own at the start.
provider "aws" {
  alias                       = "static"
  access_key                  = local.own.key
  secret_key                  = local.own.secret
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  max_retries                 = 1
}
data "aws_caller_identity" "static" { provider = aws.static }
output "static" { value = data.aws_caller_identity.static.arn }

provider "aws" {
  alias                    = "profile"
  profile                  = "keys"
  shared_credentials_files = local.keys
  max_retries              = 1
}
data "aws_caller_identity" "profile" { provider = aws.profile }
output "profile" { value = data.aws_caller_identity.profile.arn }

provider "aws" {
  alias                    = "source"
  profile                  = "source"
  shared_config_files      = local.settings
  shared_credentials_files = local.keys
  max_retries              = 1
}
data "aws_caller_identity" "source" { provider = aws.source }
output "source" { value = data.aws_caller_identity.source.arn }

provider "aws" {
  alias               = "process"
  profile             = "process"
  shared_config_files = local.settings
  max_retries         = 1
}
data "aws_caller_identity" "process" { provider = aws.process }
output "process" { value = data.aws_caller_identity.process.arn }

provider "aws" {
  alias               = "token_profile"
  profile             = "token"
  shared_config_files = local.settings
  max_retries         = 1
}
data "aws_caller_identity" "token_profile" { provider = aws.token_profile }
output "token_profile" { value = data.aws_caller_identity.token_profile.arn }

provider "aws" {
  alias               = "from_container"
  profile             = "container"
  shared_config_files = local.settings
  max_retries         = 1
}
data "aws_caller_identity" "from_container" { provider = aws.from_container }
output "from_container" { value = data.aws_caller_identity.from_container.arn }

provider "aws" {
  alias               = "from_instance"
  profile             = "instance"
  shared_config_files = local.settings
  max_retries         = 1
}
data "aws_caller_identity" "from_instance" { provider = aws.from_instance }
output "from_instance" { value = data.aws_caller_identity.from_instance.arn }

provider "aws" {
  alias       = "assumed"
  max_retries = 1
  assume_role {
    role_arn        = "arn:aws:iam::${local.own.account}:role/assumed"
    session_name    = "session"
    external_id     = "terraform"
    source_identity = "ann"
    duration        = "1h"
    policy          = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
    tags            = { team = "a" }
  }
}
data "aws_caller_identity" "assumed" { provider = aws.assumed }
output "assumed" { value = data.aws_caller_identity.assumed.arn }

provider "aws" {
  alias       = "chained"
  max_retries = 1
  assume_role {
    role_arn     = "arn:aws:iam::${local.own.account}:role/open"
    session_name = "first"
  }
  assume_role {
    role_arn     = "arn:aws:iam::${local.own.account}:role/last"
    session_name = "second"
  }
}
data "aws_caller_identity" "chained" { provider = aws.chained }
output "chained" { value = data.aws_caller_identity.chained.arn }

provider "aws" {
  alias       = "token"
  max_retries = 1
  assume_role_with_web_identity {
    role_arn                = "arn:aws:iam::${local.own.account}:role/pod"
    session_name            = "file"
    web_identity_token_file = "${path.module}/token"
    duration                = "1h"
    policy                  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
  }
}
data "aws_caller_identity" "token" { provider = aws.token }
output "token" { value = data.aws_caller_identity.token.arn }

# Its token stands in the configuration itself.
provider "aws" {
  alias       = "token_text"
  max_retries = 1
  assume_role_with_web_identity {
    role_arn           = "arn:aws:iam::${local.own.account}:role/pod"
    session_name       = "text"
    web_identity_token = local.own.token
  }
}
data "aws_caller_identity" "token_text" { provider = aws.token_text }
output "token_text" { value = data.aws_caller_identity.token_text.arn }
