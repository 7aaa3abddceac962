package bourse.platform.objects;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Ports;
import bourse.platform.service.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 in this process, on the loopback address only, with generated keys; objects are files in
 * the data directory. Without it trading goes on and what is archived waits.
 */
public final class EmbeddedS3 implements Service {
  private static final String BUCKET = "bourse";
  private static final String STARTED = "STARTED";
  private static final long STOP_WITHIN_MILLIS = 3_000;

  private final Path directory;
  private final S3Connection connection;
  private volatile S3Proxy proxy;

  /** A store that keeps objects in a directory and listens at the connection's endpoint. */
  public EmbeddedS3(Path directory, S3Connection connection) {
    this.directory = directory;
    this.connection = connection;
  }

  /** The store of the settings; a port 0 becomes a free one now, and stays. */
  public static EmbeddedS3 of(
      Settings settings, DataDirectory data, String accessKey, String secretKey)
      throws IOException {
    int port = settings.get(ObjectSettings.PORT);
    return new EmbeddedS3(
        data.objects(),
        connection(
            URI.create("http://127.0.0.1:" + (port == 0 ? Ports.free() : port)),
            accessKey,
            secretKey));
  }

  /** How an embedded store at this endpoint is reached. */
  public static S3Connection connection(URI endpoint, String accessKey, String secretKey) {
    return new S3Connection(endpoint, "us-east-1", BUCKET, true, accessKey, secretKey);
  }

  /** How the client reaches it; holds also after a restart. */
  public S3Connection connection() {
    return connection;
  }

  @Override
  public String name() {
    return "objects";
  }

  @Override
  public void start() throws Exception {
    if (!isWritable()) {
      throw new Fault(ErrorCode.DEPENDENCY_DOWN, notWritable());
    }
    S3Proxy starting =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(directory.toString()))
            .endpoint(connection.endpoint())
            .awsAuthentication(
                AuthenticationType.AWS_V4, connection.accessKey(), connection.secretKey())
            .stopTimeout(STOP_WITHIN_MILLIS)
            .build();
    proxy = starting;
    try {
      starting.start();
    } catch (Exception e) {
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "The object store did not start at "
              + connection.endpoint()
              + " ("
              + e.getMessage()
              + "): free the port or set objects.port",
          e);
    }
  }

  @Override
  public void stop() throws Exception {
    S3Proxy stopping = proxy;
    proxy = null;
    if (stopping != null) {
      stopping.stop();
    }
  }

  @Override
  public Health health() {
    S3Proxy running = proxy;
    if (running == null) {
      return Health.down("is not running; wait for its start");
    }
    if (!isWritable()) {
      return Health.down(notWritable());
    }
    return running.getState().equals(STARTED)
        ? Health.UP
        : Health.down("its server is " + running.getState());
  }

  private boolean isWritable() {
    return Files.isDirectory(directory) && Files.isWritable(directory);
  }

  private String notWritable() {
    return directory + " is no directory that can be written: check the disk";
  }
}
