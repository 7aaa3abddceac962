package bourse.platform.objects;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
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
  /** The external S3 of the settings. */
  public static S3Connection external(Settings settings) {
    String endpoint = settings.get(ObjectSettings.ENDPOINT);
    if (!endpoint.matches("https?://[^/\\s]+/?")) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "objects.mode is external and objects.endpoint is \""
              + endpoint
              + "\": write an address like https://s3.example.com");
    }
    return new S3Connection(
        URI.create(endpoint),
        settings.get(ObjectSettings.REGION),
        settings.get(ObjectSettings.BUCKET),
        settings.get(ObjectSettings.PATH_STYLE),
        settings.get(ObjectSettings.ACCESS_KEY),
        settings.get(ObjectSettings.SECRET_KEY));
  }

  /** Never shows the keys. */
  @Override
  public String toString() {
    return endpoint + " bucket " + bucket;
  }
}
