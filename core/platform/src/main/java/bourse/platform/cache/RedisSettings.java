package bourse.platform.cache;

import bourse.platform.config.Setting;
import bourse.platform.tls.ServerTls;
import java.nio.file.Path;
import java.util.List;

/** The settings of the cache. */
public final class RedisSettings {
  public static final Setting<Path> SERVER =
      Setting.path(
          "redis.server",
          Path.of(""),
          "The redis-server or valkey-server to run; empty takes the bundled one, then the one on"
              + " the PATH.");
  public static final Setting<Long> MAX_MEMORY =
      Setting.size(
          "redis.max-memory",
          64L * 1024 * 1024,
          1024 * 1024,
          Long.MAX_VALUE,
          "What the cache may hold before the least used goes.");
  public static final Setting<String> ADDRESS =
      Setting.text(
          "redis.address",
          "",
          "host:port of a Redis 7 or Valkey server of your own, for this installation alone; empty"
              + " runs one here.");
  public static final Setting<String> USER =
      Setting.text("redis.user", "", "User at redis.address; empty for its default user.");
  public static final Setting<String> PASSWORD =
      Setting.text("redis.password", "", "Password at redis.address.").asSecret();
  public static final Setting<ServerTls> TLS =
      Setting.choice(
          "redis.tls",
          ServerTls.AUTO,
          "TLS to redis.address: verify-full asks for a certificate for the name in it from an"
              + " authority in redis.ca; auto is that, except for a server on this machine.");
  public static final Setting<Path> CA =
      Setting.path(
          "redis.ca",
          Path.of(""),
          "PEM file of the authority that the certificate of redis.address is from; empty for those"
              + " that Java trusts.");

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(SERVER, MAX_MEMORY, ADDRESS, USER, PASSWORD, TLS, CA);

  private RedisSettings() {}
}
