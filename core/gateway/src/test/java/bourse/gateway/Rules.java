package bourse.gateway;

import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.service.DataDirectory;
import bourse.platform.time.WallClock;
import bourse.testing.RecordedAudit;
import java.nio.file.Files;
import java.util.Optional;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;

/** Rules and kept answers for tests that have none. */
final class Rules {
  /** That nobody may ask. */
  private static final class NoDatabase implements Database {
    @Override
    public Jdbi jdbi() {
      throw new IllegalStateException("This test has no database");
    }

    @Override
    public Dialect dialect() {
      throw new IllegalStateException("This test has no database");
    }

    @Override
    public <T, X extends Exception> T write(HandleCallback<T, X> work) {
      throw new IllegalStateException("This test has no database");
    }

    @Override
    public <T, X extends Exception> T durably(HandleCallback<T, X> work) {
      throw new IllegalStateException("This test has no database");
    }
  }

  private Rules() {}

  /** Everyone is served. */
  static EdgeRules none() {
    return new EdgeRules(
        new NoDatabase(), new RecordedAudit(), Optional.empty(), WallClock.system());
  }

  /** For requests without a key. */
  static IdempotencyKeys noAnswers() throws Exception {
    DataDirectory data = DataDirectory.open(Files.createTempDirectory("bourse-gateway-"), 0);
    return new IdempotencyKeys(
        new NoDatabase(), new FieldCipher(Keystore.open(data)), WallClock.system());
  }
}
