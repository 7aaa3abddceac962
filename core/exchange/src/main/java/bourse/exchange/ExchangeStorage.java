package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

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

    /**
     * Commands of the log that are not to be executed.
     *
     * @throws Fault QUARANTINE_INVALID
     */
    default Quarantine quarantine() throws IOException {
      return Quarantine.read(log(), NO_KEY);
    }

    default LocalSegments segments() {
      return new LocalSegments(log());
    }
  }

  /** Where no installation has a key: no record is honoured, and one that is there is refused. */
  Quarantine.Seal NO_KEY =
      new Quarantine.Seal() {
        @Override
        public String sign(String json) {
          throw new UnsupportedOperationException("There is no key here");
        }

        @Override
        public String open(String signed) {
          throw new Fault(ErrorCode.QUARANTINE_INVALID, "There is no key here to check it with");
        }
      };

  /**
   * The folders {@code log} and {@code snapshots} of a directory, of an installation without key.
   */
  static ExchangeStorage files(Path directory) {
    return files(directory, NO_KEY, snapshots -> snapshots);
  }

  /**
   * The folders {@code log} and {@code snapshots} of a directory.
   *
   * @param seal of the installation, by which quarantine records are honoured
   * @param sealing how the snapshots are encrypted
   */
  static ExchangeStorage files(
      Path directory, Quarantine.Seal seal, UnaryOperator<LogDirectory> sealing) {
    return () -> {
      FileLogDirectory log = FileLogDirectory.open(directory.resolve("log"));
      try {
        FileLogDirectory snapshots = FileLogDirectory.open(directory.resolve("snapshots"));
        return new OpenedFiles(log, snapshots, sealing.apply(snapshots), seal);
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
  record OpenedFiles(
      FileLogDirectory log,
      FileLogDirectory snapshotFiles,
      LogDirectory snapshots,
      Quarantine.Seal seal)
      implements Opened {
    @Override
    public Quarantine quarantine() throws IOException {
      return Quarantine.read(log, seal);
    }

    @Override
    public void close() throws IOException {
      log.close();
      snapshotFiles.close();
    }
  }
}
