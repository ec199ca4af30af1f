// Walks the chain as a program in a pod does: with nothing but the environment that the webhook injected.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	identity, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		log.Fatal(err)
	}
	bucket := s3.NewFromConfig(cfg, func(options *s3.Options) { options.UsePathStyle = true })
	object, err := read(ctx, bucket, os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	_, refusal := read(ctx, bucket, os.Args[2])
	var denied smithy.APIError
	if !errors.As(refusal, &denied) {
		log.Fatalf("expected a refusal, got %v", refusal)
	}
	told := map[string]string{"arn": *identity.Arn, "object": object, "denied": denied.ErrorCode()}
	if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
		log.Fatal(err)
	}
}

func read(ctx context.Context, client *s3.Client, bucket string) (string, error) {
	got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(bucket), Key: aws.String("hello.txt")})
	if err != nil {
		return "", err
	}
	defer got.Body.Close()
	content, err := io.ReadAll(got.Body)
	return string(content), err
}
