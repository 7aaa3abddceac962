package bourse.platform.crypto;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.OutOfSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets of one installation, generated when first asked for and kept in one file of mode
 * 0600, apart from the data that they open.
 *
 * <p>The file is text: a line with the version, one with the installation's id, then a name and
 * Base64 per line. It is replaced whole, durably, so that a crash leaves the old or the new one.
 * The data directory notes the installation's id, so that data and keystore that do not belong
 * together are told apart before anything opens the data.
 *
 * <p>Thread safe.
 */
public final class Keystore {
  private static final String HEADER = "bourse-keystore 1";
  private static final String RETIRED_HEADER = "bourse-retired-keys 1";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]*");
  private static final int SECRET_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path file;
  private final UUID installation;
  private NavigableMap<String, byte[]> secrets;
  private DataKeys dataKeys;

  private Keystore(Path file, UUID installation, NavigableMap<String, byte[]> secrets) {
    this.file = file;
    this.installation = installation;
    this.secrets = secrets;
  }

  /**
   * Opens the keystore of a data directory, or makes one when both are new.
   *
   * @throws Fault {@code KEY_MISSING} when data exist and their keystore does not; the data are not
   *     touched. {@code KEY_EXPOSED} when others may read the file
   */
  public static Keystore open(DataDirectory data) {
    return open(data.keystore(), data);
  }

  /** The same with the keystore in a place of its own. */
  public static Keystore open(Path file, DataDirectory data) {
    Path note = data.root().resolve("installation");
    try {
      if (!Files.exists(file)) {
        return create(file, note, data);
      }
      Keystore keystore = read(file);
      checkBelongs(keystore, note);
      return keystore;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Reads a keystore that is there, without the data: for tools beside a running server. */
  public static Keystore openExisting(Path file) {
    try {
      if (!Files.exists(file)) {
        throw new Fault(
            ErrorCode.KEY_MISSING,
            "There is no keystore "
                + file
                + ": start the server once, or name the right directory");
      }
      return read(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Random bytes for a new secret. */
  public static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Names this installation; a backup says which keystore it needs by it. */
  public UUID installation() {
    return installation;
  }

  /**
   * A secret by name, generated and durably kept at the first call.
   *
   * @param name lower case, with dots: {@code token.signing-key}
   */
  public synchronized byte[] secret(String name, Supplier<byte[]> generator) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " is no name for a secret");
    }
    byte[] known = secrets.get(name);
    if (known != null) {
      return known.clone();
    }
    byte[] generated = generator.get();
    change(changed -> changed.put(name, generated.clone()));
    return generated;
  }

  /** The keys that data are encrypted with. */
  public synchronized DataKeys dataKeys() {
    if (dataKeys == null) {
      dataKeys = new DataKeys(this);
    }
    return dataKeys;
  }

  /** The names of all secrets that were generated so far. */
  public synchronized List<String> names() {
    return List.copyOf(secrets.keySet());
  }

  /** Everything, as it is now; not to be changed. */
  synchronized NavigableMap<String, byte[]> entries() {
    return Collections.unmodifiableNavigableMap(secrets);
  }

  /** Changes any number of secrets in one step, durably. */
  synchronized void change(Consumer<NavigableMap<String, byte[]>> change) {
    NavigableMap<String, byte[]> changed = new TreeMap<>(secrets);
    change.accept(changed);
    try {
      replace(file, text(HEADER, changed));
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    secrets = changed;
  }

  /** Reads the file again, for a reader beside the server that owns it. */
  synchronized void reload() {
    try {
      secrets = read(file).secrets;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Adds secrets to the file of those that are out of use, which stands beside the keystore. */
  synchronized void retire(Map<String, byte[]> retired) {
    Path aside = retiredFile();
    try {
      NavigableMap<String, byte[]> all =
          Files.exists(aside) ? readRetired(aside) : new TreeMap<String, byte[]>();
      all.putAll(retired);
      replace(aside, text(RETIRED_HEADER, all));
    } catch (IOException e) {
      throw unwritable(aside, e);
    }
  }

  /** Where secrets go that are out of use: {@code keystore.retired}. */
  public Path retiredFile() {
    return file.resolveSibling(file.getFileName() + ".retired");
  }

  /**
   * The secrets in a file of retired ones.
   *
   * @throws Fault KEY_MISSING when it can't be read, or belongs to another installation
   */
  NavigableMap<String, byte[]> readRetired(Path aside) {
    try {
      Keystore read = read(aside, RETIRED_HEADER);
      if (!read.installation.equals(installation)) {
        throw new Fault(
            ErrorCode.KEY_MISSING,
            aside + " belongs to installation " + read.installation + ", not to " + installation);
      }
      return read.secrets;
    } catch (IOException e) {
      throw unreadable(aside, e);
    }
  }

  /** Keeps a secret that came from elsewhere, durably, in the place of an earlier one. */
  public synchronized void put(String name, byte[] secret) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " is no name for a secret");
    }
    change(changed -> changed.put(name, secret.clone()));
  }

  /** The versions of a secret that is renewed now and then, by number. */
  public synchronized NavigableMap<Integer, byte[]> versions(String name) {
    Pattern version = Pattern.compile(Pattern.quote(name) + "\\.([1-9][0-9]{0,8})");
    NavigableMap<Integer, byte[]> versions = new TreeMap<>();
    secrets.forEach((entry, secret) -> {
      Matcher matcher = version.matcher(entry);
      if (matcher.matches()) {
        versions.put(Integer.valueOf(matcher.group(1)), secret.clone());
      }
    });
    return versions;
  }

  /**
   * Keeps a new version of a secret, durably, beside the earlier ones: {@code NAME.2}.
   *
   * @return its number
   */
  public synchronized int renew(String name, byte[] secret) {
    NavigableMap<Integer, byte[]> versions = versions(name);
    int number = versions.isEmpty() ? 1 : versions.lastKey() + 1;
    put(name + "." + number, secret);
    return number;
  }

  /** Forgets versions of a secret, durably and for good: nothing that is kept needs them. */
  public synchronized void forget(String name, Collection<Integer> versions) {
    change(changed -> versions.forEach(number -> changed.remove(name + "." + number)));
  }

  /** A secret by name, if there is one. */
  public synchronized Optional<byte[]> existing(String name) {
    return Optional.ofNullable(secrets.get(name)).map(byte[]::clone);
  }

  /** A secret by name as a text of letters, digits, - and _; 256 random bits at the first call. */
  public String password(String name) {
    byte[] secret = secret(name, () -> random(SECRET_BYTES));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** A secret as a text, if it was ever generated. */
  public synchronized Optional<String> existingPassword(String name) {
    return Optional.ofNullable(secrets.get(name))
        .map(secret -> Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  public String databasePassword() {
    return password("database.password");
  }

  /** Encrypts the file of the embedded database. */
  public String databaseFilePassword() {
    return password("database.file-password");
  }

  public String kafkaPassword() {
    return password("kafka.password");
  }

  public String redisPassword() {
    return password("redis.password");
  }

  public String objectsAccessKey() {
    return password("objects.access-key");
  }

  public String objectsSecretKey() {
    return password("objects.secret-key");
  }

  /** Lets the command line on this machine act as the operator. */
  public String operatorToken() {
    return password("operator.token");
  }

  private static Keystore create(Path file, Path note, DataDirectory data) throws IOException {
    if (data.holdsData() || Files.exists(note)) {
      throw new Fault(
          ErrorCode.KEY_MISSING,
          "The data in "
              + data.root()
              + " need the keystore "
              + file
              + ", which is not there: put it back from the place where you keep its copy;"
              + " the data were not touched");
    }
    Keystore keystore = new Keystore(file, UUID.randomUUID(), new TreeMap<>());
    try {
      replace(file, keystore.text(HEADER, keystore.secrets));
      replace(note, keystore.installation + "\n");
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    return keystore;
  }

  private static void checkBelongs(Keystore keystore, Path note) throws IOException {
    if (!Files.exists(note)) {
      replace(note, keystore.installation + "\n");
      return;
    }
    String expected = Files.readString(note, StandardCharsets.US_ASCII).strip();
    if (!expected.equals(keystore.installation.toString())) {
      throw new Fault(
          ErrorCode.KEY_MISSING,
          "The keystore "
              + keystore.file
              + " belongs to installation "
              + keystore.installation
              + ", the data to "
              + expected
              + ": put back the keystore of these data; the data were not touched");
    }
  }

  private static Keystore read(Path file) throws IOException {
    return read(file, HEADER);
  }

  private static Keystore read(Path file, String header) throws IOException {
    checkPermissions(file);
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    if (lines.size() < 2 || !lines.get(0).equals(header)) {
      throw damaged(file, 1);
    }
    NavigableMap<String, byte[]> secrets = new TreeMap<>();
    for (int i = 2; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ");
      if (words.length != 2 || !NAME.matcher(words[0]).matches()) {
        throw damaged(file, i + 1);
      }
      secrets.put(words[0], decoded(file, words[1], i + 1));
    }
    return new Keystore(file, installation(file, lines.get(1)), secrets);
  }

  private static UUID installation(Path file, String line) {
    try {
      return UUID.fromString(line.replaceFirst("^installation ", ""));
    } catch (IllegalArgumentException e) {
      throw damaged(file, 2);
    }
  }

  private static byte[] decoded(Path file, String text, int line) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw damaged(file, line);
    }
  }

  private static void checkPermissions(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    Set<PosixFilePermission> tooMany =
        Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    if (permissions.stream().anyMatch(tooMany::contains)) {
      throw new Fault(
          ErrorCode.KEY_EXPOSED,
          "Others may read the keystore "
              + file
              + " ("
              + PosixFilePermissions.toString(permissions)
              + "): run chmod 600 on it, and change its secrets if anyone else had access");
    }
  }

  private String text(String header, NavigableMap<String, byte[]> entries) {
    StringBuilder text = new StringBuilder(header + "\ninstallation " + installation + "\n");
    entries.forEach((name, secret) ->
        text.append(name)
            .append(' ')
            .append(Base64.getEncoder().encodeToString(secret))
            .append('\n'));
    return text.toString();
  }

  /** Replaces a file so that after a crash the old or the new one is there, never half of one. */
  private static void replace(Path file, String text) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path fresh = directory.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Fault damaged(Path file, int line) {
    return new Fault(
        ErrorCode.KEY_MISSING,
        "The keystore "
            + file
            + " is damaged at line "
            + line
            + ": put back its copy; the data were not touched");
  }

  private static Fault unreadable(Path file, IOException e) {
    return new Fault(
        ErrorCode.KEY_MISSING,
        "The keystore "
            + file
            + " can't be read ("
            + e
            + "): let this user, and no other, read it; the data were not touched",
        e);
  }

  private static Fault unwritable(Path file, IOException e) {
    return OutOfSpace.is(e)
        ? new Fault(
            ErrorCode.NO_SPACE,
            "There is no room for the keystore " + file + ": free space there, and try again",
            e)
        : new Fault(
            ErrorCode.KEY_MISSING,
            "The keystore "
                + file
                + " can't be written ("
                + e
                + "): give this user a directory that it owns and can write",
            e);
  }
}
