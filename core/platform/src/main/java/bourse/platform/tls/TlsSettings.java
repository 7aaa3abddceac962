package bourse.platform.tls;

import bourse.platform.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The settings of TLS. */
public final class TlsSettings {
  /** Whether the public port speaks TLS. */
  public enum Mode {
    /** On, except in a demo. */
    AUTO,
    ON,
    /** Plain HTTP, on this machine's own addresses only. */
    OFF
  }

  public static final Setting<Mode> MODE =
      Setting.choice(
          "tls.mode",
          Mode.AUTO,
          "Whether API and console are served with TLS: auto is on, except in a demo; off allows"
              + " only this machine's own addresses, for a proxy with TLS in front.");

  public static final Setting<Integer> PORT =
      Setting.port(
          "tls.port",
          8443,
          "The port of API and console with TLS; http.port then only redirects there.");

  public static final Setting<List<String>> NAMES =
      Setting.list(
          "tls.names",
          List.of(),
          "Names and addresses that clients use for this server, for the certificate that it makes"
              + " itself; localhost and this machine's name are always among them.");

  public static final Setting<Duration> LIFETIME =
      Setting.duration(
          "tls.certificate-lifetime",
          Duration.ofDays(90),
          Duration.ofSeconds(5),
          Duration.ofDays(398),
          "How long a certificate is valid that the server makes itself; it is renewed when a third"
              + " of it is left.");

  public static final Setting<Path> CERTIFICATE =
      Setting.path(
          "tls.certificate",
          Path.of(""),
          "PEM file of your own certificate and those above it; read anew when it changes. Empty:"
              + " the server makes one itself.");

  public static final Setting<Path> KEY =
      Setting.path(
          "tls.key", Path.of(""), "PEM file of the private key of tls.certificate, unencrypted.");

  /** All of them. */
  public static final List<Setting<?>> ALL = List.of(MODE, PORT, NAMES, LIFETIME, CERTIFICATE, KEY);

  private TlsSettings() {}
}
