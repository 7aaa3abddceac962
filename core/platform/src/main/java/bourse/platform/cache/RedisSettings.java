package bourse.platform.cache;

import bourse.platform.config.Setting;
import java.nio.file.Path;
import java.util.List;

/** The settings of the cache. */
public final class RedisSettings {
  /** Where the cache is. */
  public enum Mode {
    EMBEDDED,
    EXTERNAL
  }

  public static final Setting<Mode> MODE =
      Setting.choice("redis.mode", Mode.EMBEDDED, "A Redis beside this process, or one elsewhere.");
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
          "What the embedded cache may hold before the least used goes.");
  public static final Setting<String> HOST =
      Setting.text("redis.host", "", "Host of the external Redis.");
  public static final Setting<Integer> PORT =
      Setting.integer("redis.port", 6379, 1, 65_535, "Port of the external Redis.");
  public static final Setting<Boolean> TLS =
      Setting.bool("redis.tls", true, "Whether the external Redis is reached by TLS.");
  public static final Setting<String> USERNAME =
      Setting.text("redis.username", "default", "User at the external Redis.");
  public static final Setting<String> PASSWORD =
      Setting.text("redis.password", "", "Password at the external Redis.").asSecret();

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(MODE, SERVER, MAX_MEMORY, HOST, PORT, TLS, USERNAME, PASSWORD);

  private RedisSettings() {}
}
