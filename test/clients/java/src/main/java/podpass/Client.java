package podpass;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sts.StsClient;

/** Walks the chain as a program in a pod does: with nothing but the environment that the webhook injected. */
public final class Client {
  public static void main(String[] buckets) {
    try (StsClient sts = StsClient.create();
        S3Client s3 = S3Client.builder().forcePathStyle(true).build()) {
      System.out.printf(
          "{\"arn\":\"%s\",\"object\":\"%s\",\"denied\":\"%s\"}%n",
          sts.getCallerIdentity().arn(), read(s3, buckets[0]), refusalOf(s3, buckets[1]));
    }
  }

  private static String read(S3Client s3, String bucket) {
    return s3.getObjectAsBytes(request -> request.bucket(bucket).key("hello.txt")).asUtf8String();
  }

  private static String refusalOf(S3Client s3, String bucket) {
    try {
      read(s3, bucket);
      throw new IllegalStateException("expected a refusal");
    } catch (S3Exception refusal) {
      return refusal.awsErrorDetails().errorCode();
    }
  }
}
