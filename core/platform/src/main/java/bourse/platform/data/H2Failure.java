package bourse.platform.data;

import bourse.platform.service.OutOfSpace;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** What a failure of H2 says about its file. */
final class H2Failure {
  /** H2's DATABASE_IS_CLOSED. */
  private static final int CLOSED = 90098;

  /** H2's FILE_CORRUPTED_1. */
  private static final int CORRUPTED = 90030;

  private H2Failure() {}

  /** Whether H2 has closed its file by itself: it does after a write that failed. */
  static boolean closed(Throwable failure) {
    return causedBy(failure, H2Failure::saysClosed);
  }

  /**
   * Whether a force failed before it began, because there was no room to write or the file was
   * closed already. Then no page is lost that an earlier force promised, and the file may be opened
   * again; after a force that failed itself nobody knows what the disk holds.
   */
  static boolean beforeTheForce(Throwable failure) {
    return causedBy(failure, cause -> saysClosed(cause) || OutOfSpace.is(cause));
  }

  /** Whether what stands in the file is not what was written there. */
  static boolean damaged(Throwable failure) {
    return causedBy(failure, H2Failure::saysDamaged);
  }

  private static boolean saysDamaged(Throwable cause) {
    return switch (cause) {
      case SQLException sql -> sql.getErrorCode() == CORRUPTED;
      case MVStoreException store ->
          store.getErrorCode() == DataUtils.ERROR_FILE_CORRUPT
              || store.getErrorCode() == DataUtils.ERROR_CHUNK_NOT_FOUND;
      default -> false;
    };
  }

  private static boolean saysClosed(Throwable cause) {
    return cause instanceof SQLException sql && sql.getErrorCode() == CLOSED;
  }

  private static boolean causedBy(Throwable failure, Predicate<Throwable> wanted) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (wanted.test(cause)) {
        return true;
      }
    }
    return false;
  }
}
