package bourse.platform.crypto;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;

/**
 * Encrypts single columns of the database, so that whoever has its file, a dump or a backup reads
 * nothing there without the keystore.
 *
 * <p>A ciphertext is the text {@code v1.VERSION.DATA}: the format, the version of the key {@link
 * KeyPurpose#FIELDS}, and Base64 (URL, without padding) of nonce (12 bytes), AES-256-GCM
 * ciphertext, and tag (16 bytes). Table, column and row are bound to it: in any other place it
 * can't be decrypted.
 *
 * <p>To write a row, take {@link #row} once, and store its {@link Row#keyVersion} with it:
 *
 * {@snippet :
 * FieldCipher.Row row = fields.row(USERS, id);
 * bind("phone", row.encrypt("phone", phone));
 * bind("keyVersion", row.keyVersion());
 * }
 *
 * <p>Thread safe.
 */
public final class FieldCipher {
  private static final Pattern STORED = Pattern.compile("v1\\.([1-9][0-9]{0,8})\\.([\\w-]+)");

  /** Short, so that an index tells no more of a value than a lookup needs. */
  private static final int INDEX_BYTES = 4;

  private final DataKeys keys;

  public FieldCipher(Keystore keystore) {
    this.keys = keystore.dataKeys();
  }

  /** For one row, whose encrypted columns are all under the same version of the key. */
  public Row row(ProtectedTable table, Object id) {
    return new Row(table, id.toString(), currentVersion());
  }

  /** The version under which everything is encrypted from now on. */
  public int currentVersion() {
    return keys.current(KeyPurpose.FIELDS);
  }

  /** Encrypts the columns of one row. */
  public final class Row {
    private final ProtectedTable table;
    private final String id;
    private final int version;

    private Row(ProtectedTable table, String id, int version) {
      this.table = table;
      this.id = id;
      this.version = version;
    }

    /** What belongs into the column {@code key_version}. */
    public int keyVersion() {
      return version;
    }

    /** What belongs into this column for the text. */
    public String encrypt(String column, String text) {
      byte[] sealed =
          AesGcm.seal(
              keys.key(KeyPurpose.FIELDS, version),
              place(table, column, id),
              text.getBytes(StandardCharsets.UTF_8));
      return "v1." + version + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }
  }

  /**
   * The text of a column.
   *
   * @throws Fault SEALED_DATA_DAMAGED when it was changed, or stood in another row or column;
   *     KEY_VERSION_MISSING
   */
  public String decrypt(ProtectedTable table, String column, Object id, String stored) {
    Matcher matcher = STORED.matcher(stored);
    return Optional.of(matcher)
        .filter(Matcher::matches)
        .flatMap(match -> open(table, column, id, match))
        .orElseThrow(() ->
            new Fault(
                ErrorCode.SEALED_DATA_DAMAGED,
                "The encrypted value in %s.%s of the row %s can't be decrypted: it was changed, or belongs to another row. Put the row back from a backup."
                    .formatted(table.name(), column, id)));
  }

  private Optional<String> open(ProtectedTable table, String column, Object id, Matcher stored) {
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(stored.group(2));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int version = Integer.parseInt(stored.group(1));
    return AesGcm.open(
            keys.key(KeyPurpose.FIELDS, version), place(table, column, id.toString()), sealed)
        .map(text -> new String(text, StandardCharsets.UTF_8));
  }

  /**
   * A blind index: the same for equal texts of one column, and of no use without its key, which
   * differs per installation. It is short, so different texts may share it: decrypt what a lookup
   * finds, and compare.
   *
   * @param text in the one form in which equal values are equal
   */
  public String index(ProtectedTable table, String column, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(keys.key(KeyPurpose.INDEX, keys.current(KeyPurpose.INDEX)));
      byte[] hash = mac.doFinal(place(table, column, text));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, INDEX_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK can't do HMAC-SHA-256", e);
    }
  }

  private static byte[] place(ProtectedTable table, String column, String last) {
    table.require(column);
    return (table.name() + '\0' + column + '\0' + last).getBytes(StandardCharsets.UTF_8);
  }
}
