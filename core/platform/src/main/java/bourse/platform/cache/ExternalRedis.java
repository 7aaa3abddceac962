package bourse.platform.cache;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.service.Health;
import bourse.platform.service.Part;
import bourse.platform.service.Ports;
import bourse.platform.service.Watch;
import bourse.platform.tls.AuthorityFile;
import bourse.platform.tls.TrustedAuthority;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A Redis or Valkey server that the operator runs. */
final class ExternalRedis implements Redis {
  private final RedisCache cache;
  private final String where;
  private final Watch watch;

  private ExternalRedis(RedisCache cache, String where) {
    this.cache = cache;
    this.where = where;
    this.watch = new Watch("redis", this::look);
  }

  /**
   * The server of the settings; connects at the start.
   *
   * @param directory that a relative {@code redis.ca} is in
   */
  static ExternalRedis of(Settings settings, Path directory) {
    InetSocketAddress address =
        Ports.server(RedisSettings.ADDRESS, settings.get(RedisSettings.ADDRESS));
    String where = settings.get(RedisSettings.ADDRESS);
    DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
    if (!settings.get(RedisSettings.USER).isBlank()) {
      config.user(settings.get(RedisSettings.USER));
    }
    if (!settings.get(RedisSettings.PASSWORD).isEmpty()) {
      config.password(settings.get(RedisSettings.PASSWORD));
    }
    Optional<SSLSocketFactory> tls =
        settings.get(RedisSettings.TLS).isAsked(address.getHostString())
            ? Optional.of(
                AuthorityFile.of(settings, RedisSettings.CA, directory)
                    .map(file -> TrustedAuthority.context(file).getSocketFactory())
                    .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault()))
            : Optional.empty();
    return new ExternalRedis(
        RedisCache.over(() -> connect(address, tls), config, "the Redis at " + where), where);
  }

  private static Socket connect(InetSocketAddress address, Optional<SSLSocketFactory> tls) {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(RedisCache.TIMEOUT_MILLIS);
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()),
          RedisCache.TIMEOUT_MILLIS);
      return tls.isPresent() ? secured(socket, address, tls.get()) : socket;
    } catch (IOException e) {
      closeQuietly(socket);
      throw new JedisConnectionException("Can't connect to " + address, e);
    }
  }

  /** Its certificate must be for the host of the address. */
  private static Socket secured(Socket socket, InetSocketAddress address, SSLSocketFactory sockets)
      throws IOException {
    SSLSocket secure =
        (SSLSocket) sockets.createSocket(socket, address.getHostString(), address.getPort(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was of no use already.
    }
  }

  @Override
  public Cache cache() {
    return cache;
  }

  @Override
  public Scripts scripts() {
    return cache;
  }

  /** Nobody here can start it again: the watch sees when it is back. */
  @Override
  public Part part() {
    return Part.required(this);
  }

  /**
   * Errors: {@code DEPENDENCY_DOWN} when it does not answer, or not to this user and with this
   * certificate.
   */
  @Override
  public void start() {
    Health seen = watch.start();
    if (seen.state() == Health.State.DOWN) {
      throw new Fault(ErrorCode.DEPENDENCY_DOWN, "Redis " + seen.detail());
    }
  }

  @Override
  public void stop() {
    watch.stop();
  }

  @Override
  public Health health() {
    return watch.health();
  }

  private Health look() {
    return cache
        .failure()
        .map(cause ->
            Health.down(
                "at redis.address "
                    + where
                    + " does not answer ("
                    + cause
                    + "): look at the server, and at redis.user, redis.password, redis.tls and"
                    + " redis.ca"))
        .orElse(Health.UP);
  }
}
