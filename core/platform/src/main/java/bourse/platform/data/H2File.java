package bourse.platform.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.store.fs.encrypt.FileEncrypt;
import org.h2.store.fs.encrypt.FilePathEncrypt;

/**
 * An encrypted file of H2, looked at before H2 opens it, because H2 says the wrong thing of two
 * kinds of damage: a file of which it can read no more than the first blocks it takes for a new
 * one, and writes over it; and one without any whole state it takes for one of another password.
 */
final class H2File {
  private static final int BLOCK_BYTES = 4096;

  /** One block of the encryption and two of the store: what a file has before it has any data. */
  private static final int HEADER_BYTES = 3 * BLOCK_BYTES;

  private final Path file;
  private final String filePassword;

  /**
   * @param withoutEnding as H2 is given it
   */
  H2File(Path withoutEnding, String filePassword) {
    this.file = withoutEnding.resolveSibling(withoutEnding.getFileName() + ".mv.db");
    this.filePassword = filePassword;
  }

  /**
   * What is wrong with a file that this password belongs to, as far as its newest state tells. Only
   * reads. Every other trouble is for H2 to name when it opens the file.
   */
  Optional<String> damage() throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) <= HEADER_BYTES) {
      return Optional.empty();
    }
    try {
      return hasData(opening())
          ? Optional.empty()
          : Optional.of("no page of it can be read any more");
    } catch (MVStoreException e) {
      return H2Failure.damaged(e) && isOurPassword()
          ? Optional.of("it holds no state that is whole")
          : Optional.empty();
    }
  }

  /** Whether one of the store's first two blocks makes sense, which it does with no other one. */
  private boolean isOurPassword() throws IOException {
    byte[] key = FilePathEncrypt.getPasswordBytes(filePassword.toCharArray());
    try (FileChannel raw = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel store = new FileEncrypt(file.toString(), key, raw)) {
      for (int block = 0; block < 2; block++) {
        ByteBuffer text = ByteBuffer.allocate(BLOCK_BYTES);
        store.read(text, (long) block * BLOCK_BYTES);
        if (new String(text.array(), StandardCharsets.ISO_8859_1).startsWith("H:")) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean hasData(MVStore.Builder opening) {
    MVStore store = opening.open();
    try {
      return !store.getMapNames().isEmpty();
    } finally {
      store.closeImmediately();
    }
  }

  private MVStore.Builder opening() {
    return new MVStore.Builder()
        .fileName(file.toString())
        .encryptionKey(filePassword.toCharArray())
        .readOnly()
        .autoCommitDisabled();
  }
}
