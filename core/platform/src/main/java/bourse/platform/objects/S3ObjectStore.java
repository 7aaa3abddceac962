package bourse.platform.objects;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in an S3. Makes its bucket when the first write finds none. Every failure is an {@link
 * IOException} that names the object; a call answers or fails within about a minute. Thread safe.
 */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
  private static final Duration CALL_WITHIN = Duration.ofMinutes(1);

  private final S3Client client;
  private final S3Connection connection;

  /** A store that connects when first used. */
  public S3ObjectStore(S3Connection connection) {
    this.connection = connection;
    this.client =
        S3Client.builder()
            .endpointOverride(connection.endpoint())
            .region(Region.of(connection.region()))
            .forcePathStyle(connection.pathStyle())
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(connection.accessKey(), connection.secretKey())))
            // not every S3 knows the checksums that AWS added in 2025
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_WITHIN)
                    .socketTimeout(ANSWER_WITHIN))
            .overrideConfiguration(override -> override.apiCallTimeout(CALL_WITHIN))
            .build();
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    write(key, () -> RequestBody.fromBytes(content));
  }

  @Override
  public void put(String key, InputStream content, long length) throws IOException {
    ensureBucket(key); // a stream can't be sent twice, so the bucket must be there before
    write(key, () -> RequestBody.fromInputStream(content, length));
  }

  @Override
  public Optional<byte[]> get(String key) throws IOException {
    try {
      return Optional.of(
          client
              .getObjectAsBytes(request -> request.bucket(connection.bucket()).key(key))
              .asByteArrayUnsafe());
    } catch (NoSuchKeyException | NoSuchBucketException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw failed("read", key, e);
    }
  }

  @Override
  public Optional<byte[]> first(String key, int bytes) throws IOException {
    try {
      return Optional.of(
          client
              .getObjectAsBytes(request ->
                  request.bucket(connection.bucket()).key(key).range("bytes=0-" + (bytes - 1)))
              .asByteArrayUnsafe());
    } catch (NoSuchKeyException | NoSuchBucketException e) {
      return Optional.empty();
    } catch (S3Exception e) {
      if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
        return Optional.of(new byte[0]); // it is empty
      }
      throw failed("read", key, e);
    } catch (SdkException e) {
      throw failed("read", key, e);
    }
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    try {
      return client
          .listObjectsV2Paginator(request -> request.bucket(connection.bucket()).prefix(prefix))
          .contents()
          .stream()
          .map(S3Object::key)
          .sorted()
          .toList();
    } catch (NoSuchBucketException e) {
      return List.of();
    } catch (SdkException e) {
      throw failed("list", prefix, e);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    try {
      client.deleteObject(request -> request.bucket(connection.bucket()).key(key));
    } catch (NoSuchBucketException e) {
      return; // what is in no bucket is deleted already
    } catch (SdkException e) {
      throw failed("delete", key, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private void write(String key, Supplier<RequestBody> body) throws IOException {
    try {
      putOnce(key, body.get());
    } catch (NoSuchBucketException e) {
      ensureBucket(key);
      try {
        putOnce(key, body.get());
      } catch (SdkException second) {
        throw failed("write", key, second);
      }
    } catch (SdkException e) {
      throw failed("write", key, e);
    }
  }

  private void putOnce(String key, RequestBody body) {
    client.putObject(request -> request.bucket(connection.bucket()).key(key), body);
  }

  private void ensureBucket(String key) throws IOException {
    try {
      client.headBucket(request -> request.bucket(connection.bucket()));
    } catch (NoSuchBucketException missing) {
      createBucket(key);
    } catch (SdkException e) {
      throw failed("write", key, e);
    }
  }

  private void createBucket(String key) throws IOException {
    try {
      client.createBucket(request -> request.bucket(connection.bucket()));
    } catch (BucketAlreadyOwnedByYouException e) {
      return; // another writer was faster
    } catch (SdkException e) {
      throw failed("write", key, e);
    }
  }

  private IOException failed(String verb, String key, SdkException e) {
    return new IOException(
        "Can't %s the object %s at %s: %s".formatted(verb, key, connection, e.getMessage()), e);
  }
}
