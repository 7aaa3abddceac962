package bourse.platform.cache;

import bourse.platform.config.Settings;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Part;
import bourse.platform.service.Service;
import java.io.IOException;

/** The Redis of this process: a child of its own, or a server of the operator's. */
public sealed interface Redis extends Service permits EmbeddedRedis, ExternalRedis {
  /**
   * The one of the settings; nothing runs or connects yet.
   *
   * @param password that of the keystore, for a child
   */
  static Redis of(Settings settings, DataDirectory data, String password) throws IOException {
    return settings.get(RedisSettings.ADDRESS).isBlank()
        ? EmbeddedRedis.of(settings, data, password)
        : ExternalRedis.of(settings, data.root());
  }

  /** The cache in it; answers while it runs, over restarts. */
  Cache cache();

  /** Scripts in it, likewise. */
  Scripts scripts();

  /** Its place in the whole. */
  Part part();

  @Override
  default String name() {
    return "redis";
  }
}
