package bourse.gateway;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.platform.http.HttpSettings;
import bourse.platform.tls.TlsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The public edge.
 *
 * @param http its listener
 * @param consoleDirectory where the built console is
 * @param environment what the market is
 * @param edge how it is reached
 * @param limits how much one client may ask for
 */
public record GatewayConfig(
    HttpSettings http,
    Optional<Path> consoleDirectory,
    Environment environment,
    EdgeSettings edge,
    LimitSettings limits) {
  /** What the market is, so that clients can label it. */
  public enum Environment {
    /** Simulated prices and counterparties. */
    DEMO,
    PRODUCTION
  }

  private static final Setting<String> HOST =
      Setting.text(
          "http.host",
          "127.0.0.1",
          "The address of API and console: 0.0.0.0 for every one of this machine; without TLS only"
              + " its own.");

  public static final Setting<Integer> PORT =
      Setting.port(
          "http.port",
          8080,
          "The port of API and console without TLS; with TLS it only redirects to tls.port.");

  private static final Setting<Long> BODY_LIMIT =
      Setting.size(
          "http.body-limit", 1 << 20, 1 << 10, 1 << 26, "A longer request body is refused.");

  private static final Setting<Integer> MAXIMUM_CONNECTIONS =
      Setting.integer(
          "http.maximum-connections",
          20_000,
          10,
          1_000_000,
          "Open connections; more of them wait to be accepted.");

  private static final Setting<Duration> IDLE_TIMEOUT =
      Setting.duration(
          "http.idle-timeout",
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          "A connection without a request is closed after this.");

  private static final Setting<Duration> HEADER_TIMEOUT =
      Setting.duration(
          "http.header-timeout",
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          "The headers of a request have this long to come in whole.");

  private static final Setting<Duration> BODY_TIMEOUT =
      Setting.duration(
          "http.body-timeout",
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          "The body of a request has this long to come in whole.");

  private static final Setting<Duration> STOP_TIMEOUT =
      Setting.duration(
          "http.stop-timeout",
          Duration.ofSeconds(10),
          Duration.ZERO,
          Duration.ofMinutes(5),
          "At a stop, requests in flight have this long to end.");

  private static final Setting<Path> CONSOLE =
      Setting.path(
          "console.directory",
          Path.of(""),
          "The directory of the built web console; without it only the API is served.");

  /** Whether clients speak TLS with this server. */
  public boolean isSecure() {
    return http.tls().isPresent();
  }

  /**
   * Where people reach the console, without a path: as the operator told, otherwise as this machine
   * knows itself. Links in mails begin with it, and passkeys belong to it.
   *
   * @param secure whether clients speak TLS with this server
   */
  public static URI publicUrl(Settings settings, boolean secure) {
    return settings
        .get(EdgeSettings.PUBLIC_URL)
        .orElseGet(() -> secure ? secureUrl(settings) : localUrl("http", settings.get(PORT)));
  }

  private static URI secureUrl(Settings settings) {
    int port = settings.get(TlsSettings.PORT);
    return settings.get(TlsSettings.NAMES).stream()
        .filter(name -> name.indexOf(':') < 0)
        .findFirst()
        .map(name -> URI.create("https://" + name + ":" + port))
        .orElseGet(() -> localUrl("https", port));
  }

  private static URI localUrl(String scheme, int port) {
    return URI.create(scheme + "://localhost:" + port);
  }

  /** The listener that only redirects to that of TLS. */
  public static HttpSettings redirect(Settings settings) {
    return HttpSettings.of(settings.get(HOST), settings.get(PORT));
  }

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      List.of(
          HOST,
          PORT,
          BODY_LIMIT,
          MAXIMUM_CONNECTIONS,
          IDLE_TIMEOUT,
          HEADER_TIMEOUT,
          BODY_TIMEOUT,
          STOP_TIMEOUT,
          CONSOLE);

  /**
   * @param tls what the listener speaks TLS with; empty when the settings turn it off
   */
  public static GatewayConfig of(
      Settings settings, Environment environment, Optional<SSLContext> tls) {
    Path console = settings.get(CONSOLE);
    return new GatewayConfig(
        new HttpSettings(
            settings.get(HOST),
            settings.get(tls.isPresent() ? TlsSettings.PORT : PORT),
            settings.get(BODY_LIMIT),
            settings.get(MAXIMUM_CONNECTIONS),
            settings.get(IDLE_TIMEOUT),
            settings.get(HEADER_TIMEOUT),
            settings.get(BODY_TIMEOUT),
            settings.get(STOP_TIMEOUT),
            tls),
        console.toString().isEmpty() ? Optional.empty() : Optional.of(console),
        environment,
        EdgeSettings.of(settings),
        LimitSettings.of(settings));
  }
}
