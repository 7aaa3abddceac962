package bourse.platform.objects;

import java.net.URI;

/**
 * How the client reaches an S3.
 *
 * @param endpoint its address
 * @param region its region; any text for the embedded one
 * @param bucket the bucket that holds everything
 * @param pathStyle whether the bucket stands in the path, not in the host
 * @param accessKey who is asking
 * @param secretKey the secret of the access key
 */
public record S3Connection(
    URI endpoint,
    String region,
    String bucket,
    boolean pathStyle,
    String accessKey,
    String secretKey) {
  /** Never shows the keys. */
  @Override
  public String toString() {
    return endpoint + " bucket " + bucket;
  }
}
