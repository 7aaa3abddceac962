package bourse.platform.keys;

import bourse.platform.crypto.FileCipher;
import bourse.platform.crypto.KeyPurpose;
import bourse.platform.log.SealedDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The snapshots of the engine, beside whoever writes them: one that is deleted meanwhile may come
 * back, and is deleted with the next one.
 */
public record Snapshots(Path directory, FileCipher cipher) implements EncryptedData {
  private static final String SUFFIX = ".snapshot";
  private static final String TEMPORARY = "snapshot-being-renewed";

  @Override
  public String name() {
    return "snapshots";
  }

  @Override
  public KeyPurpose key() {
    return KeyPurpose.FILES;
  }

  @Override
  public long stale() throws IOException {
    return staleFiles().size();
  }

  @Override
  public boolean renewSome() throws IOException {
    List<Path> stale = staleFiles();
    if (!stale.isEmpty()) {
      renew(stale.getFirst());
    }
    return stale.size() > 1;
  }

  private List<Path> staleFiles() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
    int newest = cipher.currentVersion();
    List<Path> stale = new ArrayList<>();
    for (Path file : files) {
      try (InputStream content = Files.newInputStream(file)) {
        byte[] start = content.readNBytes(FileCipher.HEADER);
        if (!FileCipher.isSealed(start) || FileCipher.keyVersion(start) != newest) {
          stale.add(file);
        }
      } catch (NoSuchFileException e) {
        // Deleted meanwhile, since a newer one is there.
      }
    }
    return stale;
  }

  private void renew(Path file) throws IOException {
    byte[] sealed;
    try {
      sealed =
          cipher.seal(
              SealedDirectory.SNAPSHOTS,
              cipher.open(SealedDirectory.SNAPSHOTS, Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return;
    }
    Path fresh = directory.resolve(TEMPORARY);
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(sealed);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
