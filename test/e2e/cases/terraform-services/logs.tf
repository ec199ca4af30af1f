resource "aws_cloudwatch_log_group" "cluster" {
  name              = "/aws/eks/tf/cluster"
  retention_in_days = var.second ? 30 : 7
  tags              = var.second ? { team = "b", more = "x" } : { team = "a", less = "y" }
}
resource "aws_cloudwatch_log_group" "kept" {
  name              = "/tf/kept"
  retention_in_days = var.second ? 0 : 1
  log_group_class   = "INFREQUENT_ACCESS"
}
resource "aws_cloudwatch_log_group" "drawn" { name_prefix = "/tf/drawn-" }
resource "aws_cloudwatch_log_stream" "s" {
  name           = "s"
  log_group_name = aws_cloudwatch_log_group.cluster.name
}
data "aws_cloudwatch_log_group" "cluster" {
  name       = "/aws/eks/tf/cluster"
  depends_on = [aws_cloudwatch_log_group.cluster]
}
data "aws_cloudwatch_log_groups" "all" {
  log_group_name_prefix = "/tf/"
  depends_on            = [aws_cloudwatch_log_group.kept, aws_cloudwatch_log_group.drawn]
}
