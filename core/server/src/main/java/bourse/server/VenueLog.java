package bourse.server;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.LogInspection;
import bourse.exchange.OfflineLog;
import bourse.exchange.ProvedVenue;
import bourse.exchange.Quarantine;
import bourse.platform.crypto.FileCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.log.ArchivedSegments;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.SealedDirectory;
import bourse.platform.log.SegmentSource;
import bourse.platform.log.SnapshotStore;
import bourse.platform.objects.EmbeddedS3;
import bourse.platform.objects.ObjectStore;
import bourse.platform.objects.S3Connection;
import bourse.platform.objects.S3ObjectStore;
import bourse.platform.objects.SealedObjects;
import bourse.platform.service.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The command log of a data directory and its archive, for looking at them: also while its server
 * runs, since it takes no lock, listens on a port of its own, and writes nothing.
 */
public final class VenueLog implements AutoCloseable {
  private final Path directory;
  private final Optional<EmbeddedS3> objects;
  private final Optional<S3ObjectStore> objectStore;
  private final String archiveNote;
  private final FileCipher cipher = new FileCipher(this::keystore);
  private Keystore keystore;

  private VenueLog(
      Path directory,
      Optional<EmbeddedS3> objects,
      Optional<S3ObjectStore> objectStore,
      String archiveNote) {
    this.directory = directory;
    this.objects = objects;
    this.objectStore = objectStore;
    this.archiveNote = archiveNote;
  }

  /** The log of a directory; without its archive where that can't be read. */
  public static VenueLog open(Path directory) throws IOException {
    Path folder = directory.resolve("objects");
    if (!Files.isDirectory(folder)) {
      return without(directory, "there is none in this directory");
    }
    EmbeddedS3 server = new EmbeddedS3(folder, connection());
    try {
      server.start();
    } catch (Exception e) {
      return without(directory, e.getMessage());
    }
    S3ObjectStore store = new S3ObjectStore(server.connection());
    VenueLog opened = new VenueLog(directory, Optional.of(server), Optional.of(store), "");
    try {
      new ArchivedSegments(store).segments();
      return opened;
    } catch (IOException e) {
      opened.close();
      return without(directory, e.getMessage());
    }
  }

  private static VenueLog without(Path directory, String why) {
    return new VenueLog(directory, Optional.empty(), Optional.empty(), why);
  }

  /** Keys for this one use: nobody else talks to this server. */
  private static S3Connection connection() throws IOException {
    return EmbeddedS3.connection(URI.create("http://127.0.0.1:" + Ports.free()), key(), key());
  }

  private static String key() {
    StringBuilder text = new StringBuilder();
    for (byte random : Keystore.random(16)) {
      text.append("%02x".formatted(random));
    }
    return text.toString();
  }

  /** Why the archive is not looked at; empty when it is. */
  public String archiveNote() {
    return archiveNote;
  }

  /** Looks through everything. */
  public LogInspection.Result inspect() throws IOException {
    return LogInspection.of(
        FileLogDirectory.openReadOnly(directory.resolve("log")),
        snapshots(),
        archive(),
        InstallationKey.of(this::keystore));
  }

  /** Where a command stands and what it is; empty when the log does not reach so far. */
  public Optional<LogInspection.Command> command(long sequence) throws IOException {
    return LogInspection.command(directory, archive(), sequence);
  }

  /**
   * Writes a segment of the archive into the log's directory, where it is missing.
   *
   * @return the file; its content is checked by whoever reads the log
   * @throws Fault ALREADY_EXISTS when it is there, NOT_FOUND when the archive has none, LOG_DAMAGED
   */
  public Path fetch(long segment) throws IOException {
    FileLogDirectory log = FileLogDirectory.openReadOnly(directory.resolve("log"));
    if (new LocalSegments(log).segments().contains(segment)) {
      throw new Fault(
          ErrorCode.ALREADY_EXISTS,
          "Segment " + segment + " is in the log's directory: move the file away first.");
    }
    Optional<ArchivedSegments> archive = archive();
    if (archive.isEmpty() || !archive.get().segments().contains(segment)) {
      throw new Fault(ErrorCode.NOT_FOUND, "The archive has no segment " + segment + ".");
    }
    return archive.get().copy(segment, directory.resolve("log"));
  }

  /**
   * Executes the whole log and compares it with a server that runs on it. Changes nothing; needs
   * about as much free space as the database takes.
   *
   * @param venue the running server
   * @param progress told of the last sequence executed, now and then
   * @throws Fault LOG_DAMAGED when the log's directory does not go back to the first command and
   *     the archive can't be read; what asking the server throws
   */
  public SignedProof prove(ProvedVenue venue, LongConsumer progress) throws Exception {
    FileLogDirectory log = FileLogDirectory.openReadOnly(directory.resolve("log"));
    SegmentSource local = new LocalSegments(log);
    InstallationKey key = new InstallationKey(keystore());
    OfflineLog history =
        new OfflineLog(
            archive().<SegmentSource>map(local::orElse).orElse(local),
            new SnapshotStore(snapshots(), 1),
            Quarantine.read(log, objects(), key));
    return SignedProof.make(history, venue, directory.resolve("run"), key, progress);
  }

  /** Opened when it is needed: a log that has no archive and no snapshot is read without. */
  private synchronized Keystore keystore() {
    if (keystore == null) {
      keystore = Keystore.openExisting(directory.resolve("keystore"));
    }
    return keystore;
  }

  private SealedDirectory snapshots() {
    return SealedDirectory.snapshots(
        FileLogDirectory.openReadOnly(directory.resolve("snapshots")), cipher);
  }

  private Optional<ArchivedSegments> archive() {
    return objects().map(ArchivedSegments::new);
  }

  private Optional<ObjectStore> objects() {
    return objectStore.map(store -> new SealedObjects(store, cipher));
  }

  @Override
  public void close() {
    objectStore.ifPresent(S3ObjectStore::close);
    objects.ifPresent(VenueLog::stop);
  }

  private static void stop(EmbeddedS3 server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The reader of the archive did not stop", e);
    }
  }
}
