package bourse.platform.cache;

import bourse.platform.config.Setting;
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

  /** All of them. */
  public static final List<Setting<?>> ALL = List.of(SERVER, MAX_MEMORY);

  private RedisSettings() {}
}
