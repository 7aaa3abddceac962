package bourse.platform.crypto;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that data are encrypted with. Each purpose has versions: the highest encrypts, the
 * others only decrypt what is not encrypted anew yet. They stand in the keystore, wrapped
 * (AES-256-GCM) by the master key, which has versions too.
 *
 * <p>A version that nothing uses any more is retired: it goes from the keystore into the file
 * {@code keystore.retired} beside it, which belongs to where backups are kept, for those that are
 * older need it.
 *
 * <p>In the keystore: {@code master.1}, 32 bytes; {@code data-key.fields.1}, the version of the
 * master key (i32), when it was made (i64, seconds), nonce, ciphertext and tag; name, both numbers
 * and the installation are bound to it. Thread safe.
 */
public final class DataKeys {
  /**
   * One version of a key.
   *
   * @param number counts from 1
   * @param made when
   */
  public record Version(int number, Instant made) {}

  private record Key(SecretKey secret, Instant made, int master) {}

  private static final int KEY_BYTES = 32;
  private static final int HEADER = Integer.BYTES + Long.BYTES;
  private static final String MASTER = "master.";
  private static final String DATA_KEY = "data-key.";
  private static final Pattern ENTRY =
      Pattern.compile("data-key\\.([a-z]+)\\.([1-9][0-9]{0,8})|master\\.([1-9][0-9]{0,8})");

  private final Keystore keystore;
  private volatile Map<KeyPurpose, NavigableMap<Integer, Key>> keys;

  DataKeys(Keystore keystore) {
    this.keystore = keystore;
    this.keys = unwrapped(keystore.entries());
  }

  /** The version that encrypts; the first is made when it is first needed. */
  public int current(KeyPurpose purpose) {
    NavigableMap<Integer, Key> versions = versionsOf(purpose);
    return versions.isEmpty() ? first(purpose) : versions.lastKey();
  }

  /**
   * A version of a key.
   *
   * @throws Fault KEY_VERSION_MISSING
   */
  public SecretKey key(KeyPurpose purpose, int version) {
    Key known = versionsOf(purpose).get(version);
    if (known == null) {
      known = reloaded(purpose, version);
    }
    return known.secret();
  }

  /** The versions of a key, the oldest first. */
  public List<Version> versions(KeyPurpose purpose) {
    return versionsOf(purpose).entrySet().stream()
        .map(entry -> new Version(entry.getKey(), entry.getValue().made()))
        .toList();
  }

  /** The version of the master key that wraps the others; empty when there is none yet. */
  public OptionalInt master() {
    return newestMaster(keystore.entries());
  }

  /** Makes a new version, which encrypts from now on. */
  public synchronized int rotate(KeyPurpose purpose, Instant now) {
    if (!purpose.isRotated()) {
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          "The key " + purpose.keyName() + " is not rotated: values would not be found any more.");
    }
    current(purpose);
    return add(purpose, now);
  }

  /**
   * Makes a new master key, and wraps all others with it. No data are touched.
   *
   * @return its version
   */
  public synchronized int rotateMaster() {
    NavigableMap<String, byte[]> entries = keystore.entries();
    int version = newestMaster(entries).orElse(0) + 1;
    Map<String, byte[]> old = new TreeMap<>(entries);
    old.keySet().removeIf(name -> !name.startsWith(MASTER));
    keystore.retire(old);
    keystore.change(changed -> {
      old.keySet().forEach(changed::remove);
      changed.put(MASTER + version, Keystore.random(KEY_BYTES));
      keys.forEach((purpose, versions) ->
          versions.forEach((number, key) ->
              changed.put(entry(purpose, number), wrap(changed, version, purpose, number, key))));
    });
    keys = unwrapped(keystore.entries());
    return version;
  }

  /**
   * Takes a version out of use that nothing is encrypted with any more.
   *
   * @throws IllegalArgumentException when it is the one that encrypts
   */
  public synchronized void retire(KeyPurpose purpose, int version) {
    if (version == current(purpose)) {
      throw new IllegalArgumentException(entry(purpose, version) + " encrypts");
    }
    NavigableMap<String, byte[]> entries = keystore.entries();
    Map<String, byte[]> retired = new HashMap<>();
    Optional.ofNullable(entries.get(entry(purpose, version)))
        .ifPresent(key -> retired.put(entry(purpose, version), key));
    int master = newestMaster(entries).orElseThrow();
    // A master key of before comes back with a restored version, and goes with the last of them.
    entries.forEach((name, key) -> {
      if (name.startsWith(MASTER) && !name.equals(MASTER + master) && !wraps(name, retired)) {
        retired.put(name, key);
      }
    });
    keystore.retire(retired);
    keystore.change(changed -> retired.keySet().forEach(changed::remove));
    keys = unwrapped(keystore.entries());
  }

  /** Whether a master key wraps another than the retired ones. */
  private boolean wraps(String master, Map<String, byte[]> retired) {
    return keys.entrySet().stream()
        .flatMap(purpose ->
            purpose.getValue().entrySet().stream()
                .filter(version -> !retired.containsKey(entry(purpose.getKey(), version.getKey()))))
        .anyMatch(version -> master.equals(MASTER + version.getValue().master()));
  }

  /**
   * Takes retired versions back, so that a backup of their time can be read.
   *
   * @param file {@code keystore.retired} of this installation
   * @return the names of those that were not here
   */
  public synchronized List<String> restore(Path file) {
    NavigableMap<String, byte[]> retired = keystore.readRetired(file);
    retired.keySet().removeAll(keystore.entries().keySet());
    retired.keySet().removeIf(name -> !ENTRY.matcher(name).matches());
    keystore.change(changed -> changed.putAll(retired));
    keys = unwrapped(keystore.entries());
    return List.copyOf(retired.keySet());
  }

  private NavigableMap<Integer, Key> versionsOf(KeyPurpose purpose) {
    return keys.getOrDefault(purpose, new TreeMap<>());
  }

  private synchronized int first(KeyPurpose purpose) {
    NavigableMap<Integer, Key> versions = versionsOf(purpose);
    return versions.isEmpty() ? add(purpose, Instant.now()) : versions.lastKey();
  }

  private int add(KeyPurpose purpose, Instant now) {
    NavigableMap<Integer, Key> versions = versionsOf(purpose);
    int number = versions.isEmpty() ? 1 : versions.lastKey() + 1;
    keystore.change(changed -> {
      int master = newestMaster(changed).orElse(1);
      changed.computeIfAbsent(MASTER + master, name -> Keystore.random(KEY_BYTES));
      Key key = new Key(aes(Keystore.random(KEY_BYTES)), now, master);
      changed.put(entry(purpose, number), wrap(changed, master, purpose, number, key));
    });
    keys = unwrapped(keystore.entries());
    return number;
  }

  /** A server beside this tool may have made a version since. */
  private synchronized Key reloaded(KeyPurpose purpose, int version) {
    keystore.reload();
    keys = unwrapped(keystore.entries());
    return Optional.ofNullable(versionsOf(purpose).get(version))
        .orElseThrow(() ->
            new Fault(
                ErrorCode.KEY_VERSION_MISSING,
                "Something is encrypted with version %d of the key %s, which is not in the keystore: take it back from keystore.retired, where you keep it with the backups of its time (bourse keys restore)."
                    .formatted(version, purpose.keyName())));
  }

  private byte[] wrap(
      Map<String, byte[]> entries, int master, KeyPurpose purpose, int number, Key key) {
    byte[] header =
        ByteBuffer.allocate(HEADER).putInt(master).putLong(key.made().getEpochSecond()).array();
    byte[] sealed =
        AesGcm.seal(
            aes(entries.get(MASTER + master)),
            bound(entry(purpose, number), header),
            key.secret().getEncoded());
    return ByteBuffer.allocate(HEADER + sealed.length).put(header).put(sealed).array();
  }

  private Map<KeyPurpose, NavigableMap<Integer, Key>> unwrapped(
      NavigableMap<String, byte[]> entries) {
    Map<KeyPurpose, NavigableMap<Integer, Key>> found = new EnumMap<>(KeyPurpose.class);
    entries.forEach((name, wrapped) -> {
      Matcher matcher = ENTRY.matcher(name);
      if (matcher.matches() && name.startsWith(DATA_KEY)) {
        KeyPurpose purpose = KeyPurpose.named(matcher.group(1)).orElseThrow(() -> damaged(name));
        found
            .computeIfAbsent(purpose, key -> new TreeMap<>())
            .put(Integer.valueOf(matcher.group(2)), unwrap(entries, name, wrapped));
      }
    });
    return found;
  }

  private Key unwrap(Map<String, byte[]> entries, String name, byte[] wrapped) {
    if (wrapped.length <= HEADER) {
      throw damaged(name);
    }
    byte[] header = Arrays.copyOf(wrapped, HEADER);
    int master = ByteBuffer.wrap(header).getInt();
    Instant made = Instant.ofEpochSecond(ByteBuffer.wrap(header).getLong(Integer.BYTES));
    return Optional.ofNullable(entries.get(MASTER + master))
        .flatMap(key ->
            AesGcm.open(
                aes(key), bound(name, header), Arrays.copyOfRange(wrapped, HEADER, wrapped.length)))
        .map(secret -> new Key(aes(secret), made, master))
        .orElseThrow(() -> damaged(name));
  }

  private byte[] bound(String name, byte[] header) {
    byte[] place = (name + '\0' + keystore.installation()).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(HEADER + place.length).put(header).put(place).array();
  }

  private static OptionalInt newestMaster(Map<String, byte[]> entries) {
    return entries.keySet().stream()
        .map(ENTRY::matcher)
        .filter(matcher -> matcher.matches() && matcher.group(3) != null)
        .mapToInt(matcher -> Integer.parseInt(matcher.group(3)))
        .max();
  }

  private static String entry(KeyPurpose purpose, int number) {
    return DATA_KEY + purpose.keyName() + "." + number;
  }

  private static SecretKey aes(byte[] key) {
    return new SecretKeySpec(key, "AES");
  }

  private Fault damaged(String name) {
    return new Fault(
        ErrorCode.KEY_MISSING,
        "The key "
            + name
            + " in the keystore can't be unwrapped: put back the keystore's copy; the data were"
            + " not touched");
  }
}
