//! Walks the chain as a program in a pod does: with nothing but the environment that the webhook injected.
use aws_sdk_s3::error::ProvideErrorMetadata;
use std::error::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let buckets: Vec<String> = std::env::args().skip(1).collect();
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let identity = aws_sdk_sts::Client::new(&config).get_caller_identity().send().await?;
    let s3 = aws_sdk_s3::Client::from_conf(
        aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build(),
    );
    let object = s3.get_object().bucket(&buckets[0]).key("hello.txt").send().await?;
    let content = String::from_utf8(object.body.collect().await?.to_vec())?;
    let refusal = s3.get_object().bucket(&buckets[1]).key("hello.txt").send().await;
    let denied = match &refusal {
        Ok(_) => return Err("expected a refusal".into()),
        Err(error) => error.code().unwrap_or("none"),
    };
    println!(
        "{{\"arn\":\"{}\",\"object\":\"{}\",\"denied\":\"{}\"}}",
        identity.arn().unwrap_or_default(),
        content,
        denied
    );
    Ok(())
}
