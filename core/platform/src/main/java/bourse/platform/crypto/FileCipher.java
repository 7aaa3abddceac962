package bourse.platform.crypto;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encrypts whole files and objects in chunks, so that neither of them has to be in memory whole.
 *
 * <p>A sealed file is a header of 32 bytes (big endian: i32 "BSEA", i32 format 1, i32 version of
 * the key {@link KeyPurpose#FILES}, 20 random bytes) and chunks of 64 KiB, each AES-256-GCM with
 * its tag; the last is shorter or full, and there is always one. The key of a file is HKDF-SHA-256
 * of the data key with the random bytes. The nonce of a chunk is 7 zeros, 1 for the last chunk and
 * else 0, and its number (i32); header and name are bound to it. So no chunk can be changed, moved,
 * left out or added, and no file be given another name.
 *
 * <p>Thread safe.
 */
public final class FileCipher {
  /** Bytes before the first chunk. */
  public static final int HEADER = 32;

  /** Bytes of content in a chunk. */
  public static final int CHUNK = 1 << 16;

  /** Bytes that a chunk grows by. */
  public static final int TAG = AesGcm.TAG;

  private static final int MAGIC = 0x42534541;
  private static final int FORMAT = 1;
  private static final int SALT = 20;
  private static final byte[] PURPOSE = "bourse-file-1".getBytes(StandardCharsets.US_ASCII);

  private final Supplier<Keystore> keystore;

  public FileCipher(Keystore keystore) {
    this(() -> keystore);
  }

  /** With a keystore that is opened when something sealed is read or written. */
  public FileCipher(Supplier<Keystore> keystore) {
    this.keystore = keystore;
  }

  /** Whether a file that begins with these bytes is sealed. */
  public static boolean isSealed(byte[] start) {
    return start.length >= HEADER && ByteBuffer.wrap(start).getInt() == MAGIC;
  }

  /** The version of the key under which a file that begins with these bytes is sealed. */
  public static int keyVersion(byte[] start) {
    return ByteBuffer.wrap(start).getInt(2 * Integer.BYTES);
  }

  /** The version under which everything is sealed from now on. */
  public int currentVersion() {
    return keystore.get().dataKeys().current(KeyPurpose.FILES);
  }

  /** How long a file of this length is when it is sealed. */
  public static long sealedLength(long length) {
    long chunks = Math.max(1, (length + CHUNK - 1) / CHUNK);
    return HEADER + length + chunks * TAG;
  }

  /** How long the content of a sealed file of this length is. */
  public static long plainLength(long sealed) {
    long body = Math.max(TAG, sealed - HEADER);
    long chunks = (body + CHUNK + TAG - 1) / (CHUNK + TAG);
    return body - chunks * TAG;
  }

  /** Seals a whole content. */
  public byte[] seal(String name, byte[] content) {
    try (InputStream sealed = seal(name, new ByteArrayInputStream(content))) {
      byte[] bytes = new byte[Math.toIntExact(sealedLength(content.length))];
      sealed.readNBytes(bytes, 0, bytes.length);
      return bytes;
    } catch (IOException e) {
      throw new IllegalStateException("Memory can be read", e);
    }
  }

  /** Seals what comes from a stream, while it is read. */
  public InputStream seal(String name, InputStream content) {
    return new SealedStream(begin(name), content);
  }

  /**
   * The content of a sealed file; of one that is not sealed, itself.
   *
   * @throws Fault SEALED_DATA_DAMAGED when it is not what was sealed under this name,
   *     KEY_VERSION_MISSING
   */
  public byte[] open(String name, byte[] sealed) {
    if (!isSealed(sealed)) {
      return sealed;
    }
    Chunks chunks = continued(name, Arrays.copyOf(sealed, HEADER));
    byte[] content = new byte[Math.toIntExact(plainLength(sealed.length))];
    int from = HEADER;
    int to = 0;
    for (int i = 0; from < sealed.length || i == 0; i++) {
      int length = Math.min(CHUNK + TAG, sealed.length - from);
      boolean isLast = from + length == sealed.length;
      byte[] chunk =
          chunks
              .open(i, isLast, Arrays.copyOfRange(sealed, from, from + length))
              .orElseThrow(() -> damaged(name));
      System.arraycopy(chunk, 0, content, to, chunk.length);
      from += length;
      to += chunk.length;
    }
    return content;
  }

  /** What a read says of a sealed file that is not what was written. */
  public static Fault damaged(String name) {
    return new Fault(
        ErrorCode.SEALED_DATA_DAMAGED,
        name
            + " can't be decrypted: it was changed, cut off, or had another name. Put it back from"
            + " a backup.");
  }

  /** A new file. */
  public Chunks begin(String name) {
    byte[] header =
        ByteBuffer.allocate(HEADER)
            .putInt(MAGIC)
            .putInt(FORMAT)
            .putInt(currentVersion())
            .put(Keystore.random(SALT))
            .array();
    return continued(name, header);
  }

  /**
   * A file that is there.
   *
   * @throws Fault VERSION_TOO_OLD, KEY_VERSION_MISSING
   */
  public Chunks continued(String name, byte[] header) {
    int format = ByteBuffer.wrap(header).getInt(Integer.BYTES);
    if (format != FORMAT) {
      throw new Fault(
          ErrorCode.VERSION_TOO_OLD,
          "%s is sealed in format %d and this version reads %d. Use the version that wrote it."
              .formatted(name, format, FORMAT));
    }
    SecretKey key =
        derived(keystore.get().dataKeys().key(KeyPurpose.FILES, keyVersion(header)), header);
    byte[] place = name.getBytes(StandardCharsets.UTF_8);
    byte[] bound = ByteBuffer.allocate(HEADER + place.length).put(header).put(place).array();
    return new Chunks(key, header, bound);
  }

  private static SecretKey derived(SecretKey key, byte[] header) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(key)
                  .addSalt(Arrays.copyOfRange(header, HEADER - SALT, HEADER))
                  .thenExpand(PURPOSE, 32));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK can't do HKDF", e);
    }
  }

  /** The chunks of one file. */
  public static final class Chunks {
    private final SecretKey key;
    private final byte[] header;
    private final byte[] bound;

    private Chunks(SecretKey key, byte[] header, byte[] bound) {
      this.key = key;
      this.header = header;
      this.bound = bound;
    }

    /** What the file begins with. */
    public byte[] header() {
      return header.clone();
    }

    /**
     * Seals a chunk. No two of one file have the same number.
     *
     * @param length how many bytes of the content; {@link #CHUNK} unless it is the last
     */
    public byte[] seal(int number, boolean isLast, byte[] content, int length) {
      try {
        return cipher(Cipher.ENCRYPT_MODE, number, isLast).doFinal(content, 0, length);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This JDK can't do AES-256-GCM", e);
      }
    }

    /** The content of a chunk; empty when it is not what was sealed here. */
    public Optional<byte[]> open(int number, boolean isLast, byte[] sealed) {
      if (sealed.length < TAG) {
        return Optional.empty();
      }
      try {
        return Optional.of(cipher(Cipher.DECRYPT_MODE, number, isLast).doFinal(sealed));
      } catch (AEADBadTagException e) {
        return Optional.empty();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This JDK can't do AES-256-GCM", e);
      }
    }

    private Cipher cipher(int mode, int number, boolean isLast) throws GeneralSecurityException {
      byte[] nonce =
          ByteBuffer.allocate(AesGcm.NONCE)
              .put(AesGcm.NONCE - Integer.BYTES - 1, (byte) (isLast ? 1 : 0))
              .putInt(AesGcm.NONCE - Integer.BYTES, number)
              .array();
      return AesGcm.cipher(mode, key, nonce, bound);
    }
  }

  /** Reads a content and gives it sealed. */
  private static final class SealedStream extends InputStream {
    private final Chunks chunks;
    private final InputStream content;
    private ByteBuffer ready;
    private byte[] next;
    private int number;
    private boolean ended;

    SealedStream(Chunks chunks, InputStream content) {
      this.chunks = chunks;
      this.content = content;
      this.ready = ByteBuffer.wrap(chunks.header());
    }

    @Override
    public int read() throws IOException {
      return fill() ? ready.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int read = Math.min(length, ready.remaining());
      ready.get(target, offset, read);
      return read;
    }

    /** A chunk is known to be the last one when nothing comes after it. */
    private boolean fill() throws IOException {
      if (ready.hasRemaining() || ended) {
        return ready.hasRemaining();
      }
      byte[] chunk = next == null ? content.readNBytes(CHUNK) : next;
      next = content.readNBytes(CHUNK);
      ended = next.length == 0;
      ready = ByteBuffer.wrap(chunks.seal(number++, ended, chunk, chunk.length));
      return true;
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }
}
