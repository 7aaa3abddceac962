package bourse.platform.objects;

import bourse.platform.config.Setting;
import java.util.List;

/** The settings of the object store. */
public final class ObjectSettings {
  /** Where the objects are. */
  public enum Mode {
    EMBEDDED,
    EXTERNAL
  }

  public static final Setting<Mode> MODE =
      Setting.choice(
          "objects.mode", Mode.EMBEDDED, "An object store in this process, or an S3 elsewhere.");
  public static final Setting<Integer> PORT =
      Setting.port(
          "objects.port",
          19_000,
          "Port of the embedded object store on the loopback address; 0 takes a free one.");
  public static final Setting<String> ENDPOINT =
      Setting.text(
          "objects.endpoint", "", "Address of the external S3: https://s3.example.com:9000.");
  public static final Setting<String> REGION =
      Setting.text("objects.region", "us-east-1", "Region of the external S3.");
  public static final Setting<String> BUCKET =
      Setting.text("objects.bucket", "bourse", "The bucket that holds everything.");
  public static final Setting<Boolean> PATH_STYLE =
      Setting.bool(
          "objects.path-style", true, "Whether the bucket stands in the path, not in the host.");
  public static final Setting<String> ACCESS_KEY =
      Setting.text("objects.access-key", "", "Access key of the external S3.");
  public static final Setting<String> SECRET_KEY =
      Setting.text("objects.secret-key", "", "Secret key of the external S3.").asSecret();

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(MODE, PORT, ENDPOINT, REGION, BUCKET, PATH_STYLE, ACCESS_KEY, SECRET_KEY);

  private ObjectSettings() {}
}
