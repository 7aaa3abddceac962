package bourse.server;

import bourse.admin.AuditTrail;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.LedgerCheck;
import bourse.exchange.OfflineLog;
import bourse.exchange.Projector;
import bourse.exchange.ProvedVenue;
import bourse.exchange.Quarantine;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.config.Settings;
import bourse.platform.crypto.FileCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.SqlDatabase;
import bourse.platform.log.ArchivedSegments;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogArchiver;
import bourse.platform.log.SealedDirectory;
import bourse.platform.log.SnapshotStore;
import bourse.platform.objects.EmbeddedS3;
import bourse.platform.objects.ObjectStore;
import bourse.platform.objects.S3ObjectStore;
import bourse.platform.objects.SealedObjects;
import bourse.platform.service.DataDirectory;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The data of a server that does not run, for what needs them to stand still: proving them, and
 * telling the projection anew. Holds the lock of the data directory, so that no server starts
 * meanwhile.
 */
public final class StoppedVenue implements AutoCloseable {
  private final DataDirectory data;
  private final Keystore keystore;
  private final SqlDatabase database;
  private final EmbeddedS3 objects;
  private final S3ObjectStore objectStore;
  private final FileCipher cipher;

  /**
   * @throws Fault DATA_DIRECTORY_IN_USE when its server runs, KEY_MISSING, and what the start of
   *     the database or the object store throws
   */
  public StoppedVenue(Settings settings, Path directory) throws Exception {
    data = DataDirectory.open(directory, 0);
    try {
      keystore = Keystore.open(data);
      database = SqlDatabase.of(settings, data, keystore, Projector.tables());
      objects =
          EmbeddedS3.of(settings, data, keystore.objectsAccessKey(), keystore.objectsSecretKey());
      objectStore = new S3ObjectStore(objects.connection());
      cipher = new FileCipher(keystore);
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
    try {
      objects.start();
      database.start();
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /**
   * Executes the whole log and compares it with snapshots and SQL. Changes nothing; needs about as
   * much free space as the database takes.
   *
   * @param progress told of the last sequence executed, now and then
   */
  public SignedProof prove(LongConsumer progress) throws Exception {
    return SignedProof.make(
        log(), ProvedVenue.stopped(database), data.run(), new InstallationKey(keystore), progress);
  }

  /**
   * Empties the projected tables and fills them from the log again, once the whole log was found
   * sound. When it is cut off, the next start of the server goes on with it.
   *
   * @param progress told of the last sequence projected, now and then
   * @return the last sequence
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD: then nothing was changed
   */
  public long rebuildProjection(LongConsumer progress) throws Exception {
    log().prove();
    Projector.erase(database.projection());
    return log().deliver(new Projector(database.projection()), progress);
  }

  /**
   * Recomputes the ledger from its own entries. Changes nothing.
   *
   * @param progress told of the last sequence checked, now and then
   */
  public LedgerCheck.Result checkLedger(LongConsumer progress) {
    return LedgerCheck.run(database, progress);
  }

  /**
   * Recomputes the chain of the audit trail, and compares it with its signed heads. Changes
   * nothing.
   *
   * @param since a head that somebody kept; must be on the chain too
   * @throws Fault AUDIT_DAMAGED when a signed head was changed
   */
  public AuditTrail.Verification verifyAudit(Optional<AuditTrail.Head> since) throws IOException {
    List<AuditTrail.Head> known =
        new ArrayList<>(AuditHeads.read(data.root(), new InstallationKey(keystore)));
    since.ifPresent(known::add);
    return new AuditTrail(database, WallClock.system()).verify(known);
  }

  /**
   * Has every replay pass over a command at which the engine throws: writes a signed record beside
   * the log and into the archive, and an entry in the audit trail.
   *
   * @param by the system user who decides it
   * @throws Fault NOT_FOUND, NOT_POISONOUS, ALREADY_EXISTS, LOG_DAMAGED
   */
  public Quarantine.Entry quarantine(long sequence, String reason, String by) throws Exception {
    WallClock clock = WallClock.system();
    Quarantine.Entry entry = log().poison(sequence, reason, by, clock.instant());
    new AuditTrail(database, clock)
        .append(
            new Act(
                Actor.operator(by),
                "log.quarantine",
                "command:" + sequence,
                reason + " " + entry.sha256()));
    try (FileLogDirectory directory = FileLogDirectory.open(data.log())) {
      Quarantine.write(directory, entry, new InstallationKey(keystore));
      LogArchiver.archiveRecords(directory, archive());
    }
    return entry;
  }

  /** The whole history, and where it ends. */
  private OfflineLog log() throws IOException {
    FileLogDirectory directory = FileLogDirectory.openReadOnly(data.log());
    return new OfflineLog(
        new LocalSegments(directory).orElse(new ArchivedSegments(archive())),
        new SnapshotStore(
            SealedDirectory.snapshots(FileLogDirectory.openReadOnly(data.snapshots()), cipher), 1),
        Quarantine.read(directory, Optional.of(archive()), InstallationKey.of(() -> keystore)));
  }

  private ObjectStore archive() {
    return new SealedObjects(objectStore, cipher);
  }

  @Override
  public void close() throws IOException {
    try (data;
        objectStore) {
      database.stop();
      objects.stop();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new Fault(ErrorCode.INTERNAL, "A part did not stop: " + e.getMessage(), e);
    }
  }
}
