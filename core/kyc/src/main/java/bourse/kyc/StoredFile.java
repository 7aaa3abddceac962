package bourse.kyc;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * A file that a client handed in with a case.
 *
 * @param key where its content lies in the object store
 * @param bytes of the content as it is kept
 * @param sha256 of the same, hexadecimal
 */
record StoredFile(
    UUID id,
    UUID caseId,
    UUID user,
    FileKind kind,
    String key,
    CleanFile.Type type,
    long bytes,
    String sha256,
    Instant at) {
  /** What it is saved as; nothing of it comes from who sent it. */
  String name() {
    return "%s-%s.%s"
        .formatted(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), id, type.extension());
  }
}
