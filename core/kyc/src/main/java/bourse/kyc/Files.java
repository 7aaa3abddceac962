package bourse.kyc;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import bourse.platform.objects.ObjectStore;
import bourse.platform.service.Housekeeping;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The files of cases: cleaned, sealed, and stored where only reviewers read them. A file is all
 * there or not at all, whenever the server or the object store goes away. Thread safe.
 */
final class Files {
  /** The longest file, in bytes. */
  static final long LONGEST = 10L << 20;

  static final int MOST_IN_A_CASE = 20;

  /** So many are in memory at the same time. */
  private static final int MOST_AT_ONCE = 8;

  /** After so long nobody waits for an upload any more. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private static final int SWEPT_AT_ONCE = 50;

  private final Database database;
  private final Cases cases;
  private final FileStore store;
  private final ObjectStore objects;
  private final WallClock clock;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final Set<UUID> uploading = ConcurrentHashMap.newKeySet();

  /**
   * @param objects seals what it is given
   */
  Files(Database database, Cases cases, FileStore store, ObjectStore objects, WallClock clock) {
    this.database = database;
    this.cases = cases;
    this.store = store;
    this.objects = objects;
    this.clock = clock;
  }

  /** A place for one upload, until it is closed. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place, before the body is read: one per user, few in all, so that no number of clients
   * fills the memory.
   *
   * @throws Fault {@link ErrorCode#KYC_UPLOADS_BUSY}
   */
  Place place(UUID user) {
    if (!uploading.add(user)) {
      throw busy("You send another file just now; wait until it is there.");
    }
    if (!places.tryAcquire()) {
      uploading.remove(user);
      throw busy("Many files are sent at the moment.");
    }
    return () -> {
      places.release();
      uploading.remove(user);
    };
  }

  private static Fault busy(String message) {
    return Fault.retryAfter(ErrorCode.KYC_UPLOADS_BUSY, message, Duration.ofSeconds(5));
  }

  /**
   * Keeps a file with a user's own case.
   *
   * @throws Fault {@link ErrorCode#KYC_FILE_REFUSED}, {@link ErrorCode#KYC_TOO_MANY_FILES}, {@link
   *     ErrorCode#KYC_STEP_NOT_ALLOWED}, {@link ErrorCode#DEPENDENCY_DOWN}
   */
  StoredFile add(UUID user, UUID caseId, FileKind kind, byte[] content) {
    cases.requireWithClient(user, caseId);
    CleanFile clean = CleanFile.of(content);
    UUID id = Ids.uuid7();
    StoredFile file =
        new StoredFile(
            id,
            caseId,
            user,
            kind,
            "kyc/" + user + "/" + id,
            clean.type(),
            clean.content().length,
            HexFormat.of().formatHex(Sha256.of(clean.content())),
            now());
    database.<Void, RuntimeException>durably(handle -> {
      cases.lockWithClient(handle, user, caseId);
      if (store.count(handle, caseId) >= MOST_IN_A_CASE) {
        throw new Fault(
            ErrorCode.KYC_TOO_MANY_FILES,
            "A case has at most %d files; remove one first.".formatted(MOST_IN_A_CASE));
      }
      store.begin(handle, file);
      return null;
    });
    put(file, clean.content());
    database.<Void, RuntimeException>durably(handle -> {
      cases.lockWithClient(handle, user, caseId);
      store.set(handle, id, FileStore.Status.STORED);
      return null;
    });
    return file;
  }

  /** What could not be put may be there all the same: it is swept later. */
  private void put(StoredFile file, byte[] content) {
    try {
      objects.put(file.key(), content);
    } catch (IOException e) {
      database.<Void, RuntimeException>durably(handle -> {
        store.set(handle, file.id(), FileStore.Status.REMOVED);
        return null;
      });
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "The file could not be stored, and nothing of it was kept: the object store does not"
              + " answer. Send it again shortly.",
          e);
    }
  }

  /**
   * Removes a file of a user's own case; its content goes at once or, when the object store is
   * away, later.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#KYC_STEP_NOT_ALLOWED}
   */
  void remove(UUID user, UUID caseId, UUID id) {
    database.<Void, RuntimeException>durably(handle -> {
      cases.lockWithClient(handle, user, caseId);
      if (store.of(handle, caseId).stream().noneMatch(file -> file.id().equals(id))) {
        throw none(id);
      }
      store.set(handle, id, FileStore.Status.REMOVED);
      return null;
    });
  }

  /** The stored files of a case. */
  List<StoredFile> of(UUID caseId) {
    return store.of(caseId);
  }

  /** Throws {@link ErrorCode#NOT_FOUND}. */
  StoredFile find(UUID caseId, UUID id) {
    return store.find(caseId, id).orElseThrow(() -> none(id));
  }

  /**
   * The content of a file.
   *
   * @throws Fault {@link ErrorCode#DEPENDENCY_DOWN}, {@link ErrorCode#SEALED_DATA_DAMAGED}
   */
  byte[] content(StoredFile file) {
    try {
      return objects
          .get(file.key())
          .orElseThrow(() ->
              new Fault(
                  ErrorCode.SEALED_DATA_DAMAGED,
                  "The content of the file "
                      + file.id()
                      + " is not in the object store any more. Put it back from a backup."));
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "The file can't be read: the object store does not answer. Try again shortly.",
          e);
    }
  }

  private static Fault none(UUID id) {
    return new Fault(ErrorCode.NOT_FOUND, "There is no file " + id + " in this case.");
  }

  /** Takes away the content of removed files, and of those that never came whole. */
  Housekeeping.Chore sweep() {
    return new Housekeeping.Chore(
        "removed files of KYC cases",
        () -> {
          List<StoredFile> old = store.leftOver(clock.instant().minus(PATIENCE), SWEPT_AT_ONCE);
          for (StoredFile file : old) {
            objects.delete(file.key());
            store.delete(file.id());
          }
          return old.size() == SWEPT_AT_ONCE;
        });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
