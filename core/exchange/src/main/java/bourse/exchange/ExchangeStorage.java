package bourse.exchange;

import bourse.domain.Fault;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** Where the exchange keeps its log and its snapshots. Opened at the start, closed at the stop. */
public interface ExchangeStorage {
  /**
   * Opens for writing.
   *
   * @throws Fault DATA_DIRECTORY_IN_USE when something else writes there
   */
  Opened open() throws IOException;

  /** The two directories. */
  interface Opened extends AutoCloseable {
    LogDirectory log();

    LogDirectory snapshots();

    @Override
    void close() throws IOException;

    default LocalSegments segments() {
      return new LocalSegments(log());
    }
  }

  /** The folders {@code log} and {@code snapshots} of a directory. */
  static ExchangeStorage files(Path directory) {
    return () -> {
      FileLogDirectory log = FileLogDirectory.open(directory.resolve("log"));
      try {
        return new OpenedFiles(log, FileLogDirectory.open(directory.resolve("snapshots")));
      } catch (Fault | IOException e) {
        log.close();
        throw e;
      }
    };
  }

  /** Directories that are open already, and stay so. */
  static ExchangeStorage of(LogDirectory log, LogDirectory snapshots) {
    return () ->
        new Opened() {
          @Override
          public LogDirectory log() {
            return log;
          }

          @Override
          public LogDirectory snapshots() {
            return snapshots;
          }

          @Override
          public void close() {
            // Whoever opened them closes them.
          }
        };
  }

  /** Two locked directories of the file system. */
  record OpenedFiles(FileLogDirectory log, FileLogDirectory snapshots) implements Opened {
    @Override
    public void close() throws IOException {
      log.close();
      snapshots.close();
    }
  }
}
