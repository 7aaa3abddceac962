package bourse.platform.cache;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** The cache in a Redis, through a small pool of connections. Needs Redis 7.0 or Valkey. */
public final class RedisCache implements Cache, Scripts, AutoCloseable {
  static final int TIMEOUT_MILLIS = 1_000;
  private static final int CONNECTIONS = 16;
  private static final String REPLACE =
      """
      if redis.call('GET', KEYS[1]) == ARGV[1] then
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
      end
      return 0
      """;

  private final RedisClient redis;
  private final String where;

  private RedisCache(ConnectionFactory factory, String where) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(CONNECTIONS);
    pool.setMaxIdle(CONNECTIONS);
    pool.setMaxWait(Duration.ofMillis(TIMEOUT_MILLIS));
    pool.setTestOnBorrow(true); // a restarted Redis leaves dead connections behind
    pool.setJmxEnabled(false);
    this.redis =
        RedisClient.builder()
            .connectionProvider(new PooledConnectionProvider(factory, pool))
            .build();
    this.where = where;
  }

  /** Over a Unix socket; connects when first used. */
  static RedisCache overSocket(Path socket, String password) {
    return over(
        () -> connect(socket),
        DefaultJedisClientConfig.builder().password(password),
        "the Redis at " + socket);
  }

  /** Over the sockets of a factory; connects when first used. */
  static RedisCache over(
      JedisSocketFactory sockets, DefaultJedisClientConfig.Builder config, String where) {
    return new RedisCache(
        new ConnectionFactory(sockets, config.timeoutMillis(TIMEOUT_MILLIS).build()), where);
  }

  @Override
  public Optional<String> get(String key) {
    return ask(client -> Optional.ofNullable(client.get(key)));
  }

  @Override
  public void put(String key, String value, Duration lifetime) {
    ask(client -> client.set(key, value, SetParams.setParams().px(lifetime.toMillis())));
  }

  @Override
  public boolean add(String key, String value, Duration lifetime) {
    SetParams where = SetParams.setParams().nx().px(lifetime.toMillis());
    return ask(client -> Optional.ofNullable(client.set(key, value, where))).isPresent();
  }

  @Override
  public boolean replace(String key, String expected, String value, Duration lifetime) {
    List<String> arguments = List.of(expected, value, Long.toString(lifetime.toMillis()));
    return ask(client -> client.eval(REPLACE, List.of(key), arguments)).equals(1L);
  }

  @Override
  public void delete(String key) {
    ask(client -> client.del(key));
  }

  @Override
  public List<Long> run(String script, List<String> keys, List<String> arguments) {
    List<?> answer = (List<?>) ask(client -> client.eval(script, keys, arguments));
    return answer.stream().map(Long.class::cast).toList();
  }

  /** Whether it answers. */
  boolean answers() {
    return failure().isEmpty();
  }

  /** Why it does not answer; empty when it does. */
  Optional<String> failure() {
    try {
      redis.ping();
      return Optional.empty();
    } catch (JedisException e) {
      return Optional.of(deepest(e));
    }
  }

  private static String deepest(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Closes the connections that wait in the pool. */
  @Override
  public void close() {
    redis.close();
  }

  private <T> T ask(Function<RedisClient, T> question) {
    try {
      return question.apply(redis);
    } catch (JedisException e) {
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "The cache does not answer; try again shortly.",
          new JedisException(where + " does not answer", e));
    }
  }

  private static UnixSocket connect(Path socket) {
    try {
      return new UnixSocket(socket, TIMEOUT_MILLIS);
    } catch (IOException e) {
      throw new JedisConnectionException("Can't connect to " + socket, e);
    }
  }
}
