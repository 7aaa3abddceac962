package bourse.platform.http;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How one HTTP listener behaves.
 *
 * @param host the address it binds
 * @param port its port; 0 for a free one
 * @param maximumBodyBytes a longer body is refused with 413
 * @param maximumConnections more connections wait to be accepted
 * @param idleTimeout a connection without a request is closed after this
 * @param headerTimeout the headers of a request have this long to come
 * @param bodyTimeout a body has this long to come
 * @param stopTimeout requests in flight have this long to end at a stop
 * @param tls speaks TLS with this; empty for plain HTTP, on this machine's own addresses only
 */
public record HttpSettings(
    String host,
    int port,
    long maximumBodyBytes,
    int maximumConnections,
    Duration idleTimeout,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration stopTimeout,
    Optional<SSLContext> tls) {
  /** What is right unless there is a reason: one MiB bodies, 20,000 connections. */
  public static HttpSettings of(String host, int port) {
    return new HttpSettings(
        host,
        port,
        1 << 20,
        20_000,
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Optional.empty());
  }
}
