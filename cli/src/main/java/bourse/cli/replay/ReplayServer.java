package bourse.cli.replay;

import bourse.cli.client.Operator;
import bourse.cli.client.ServerConnection;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A running server, for a replay through its public API.
 *
 * @param api the public API
 * @param management what the operator acts over
 * @param operator funds the account of the replay
 */
public record ReplayServer(ServerConnection api, ServerConnection management, Operator operator)
    implements AutoCloseable {
  /** Finds the running server of a data directory; the usual one when none is named. */
  @FunctionalInterface
  public interface Finder {
    ReplayServer find(Optional<Path> dataDirectory);
  }

  @Override
  public void close() {
    api.close();
    management.close();
  }
}
