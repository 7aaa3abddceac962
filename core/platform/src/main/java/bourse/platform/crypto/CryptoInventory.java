package bourse.platform.crypto;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every use of cryptography in the product: which key, which algorithm, and how the key is renewed.
 * A secret of the keystore that is missing here fails a test, and {@code
 * docs/security/crypto-inventory.md} is written from it.
 */
public final class CryptoInventory {
  private static final String AT_START = "stop the server, delete its line in the keystore, start";

  /**
   * One use.
   *
   * @param name of the secret in the keystore, with {@code N} for a version; empty where there is
   *     no secret of ours
   * @param use what it is for
   * @param algorithm with its parameters
   * @param renewal how to get a new key, and what that costs
   */
  public record Entry(String name, String use, String algorithm, String renewal) {
    boolean isFor(String secret) {
      return name.endsWith(".N")
          ? secret.matches(Pattern.quote(name.substring(0, name.length() - 1)) + "[0-9]+")
          : secret.equals(name);
    }
  }

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("master.N", "Wraps the data keys", "AES-256-GCM", "bourse keys rotate master"),
          dataKey(KeyPurpose.FIELDS, "bourse keys rotate fields"),
          dataKey(KeyPurpose.FILES, "bourse keys rotate files"),
          dataKey(KeyPurpose.INDEX, "never: what it indexed would not be found any more"),
          new Entry(
              "database.file-password",
              "The file of H2",
              "AES-128-XTS, key by PBKDF2 of H2",
              "with the server stopped, by H2's tool ChangeFileEncryption"),
          new Entry(
              "database.password", "The user in H2", "256 random bits", "with ALTER USER in H2"),
          new Entry("kafka.password", "Log-in to the embedded Kafka", "256 random bits", AT_START),
          new Entry("redis.password", "Log-in to the embedded Redis", "256 random bits", AT_START),
          new Entry(
              "objects.access-key",
              "Log-in to the embedded object store",
              "256 random bits",
              AT_START),
          new Entry(
              "objects.secret-key",
              "Signs requests to the object store",
              "AWS Signature 4 (HMAC-SHA-256)",
              AT_START),
          new Entry(
              "operator.token",
              "Proves the command line to the management port",
              "256 random bits, compared in constant time",
              AT_START),
          new Entry(
              "auth.signing-key.N",
              "Signs access tokens",
              "ECDSA on P-256 with SHA-256 (ES256)",
              "by itself after auth.signing-key-lifetime, or bourse keys rotate tokens"),
          new Entry(
              "auth.refresh-mac-key",
              "Hashes refresh tokens",
              "HMAC-SHA-256",
              AT_START + "; everybody logs in again"),
          new Entry(
              "auth.throttle-key",
              "Hashes the addresses that wrong passwords are counted of",
              "HMAC-SHA-256",
              AT_START + "; the counts begin anew"),
          new Entry(
              "auth.place-key",
              "Hashes the places that users log in from",
              "HMAC-SHA-256",
              AT_START + "; each user's next login is taken for a new place"),
          new Entry(
              "kyc.code-key",
              "Hashes the codes that are sent to telephones",
              "HMAC-SHA-256",
              AT_START + "; codes that were sent before work no more"),
          new Entry(
              "mail.smtp-password",
              "Log-in to the SMTP server",
              "the operator's choice",
              "bourse mail password"),
          new Entry(
              "payments.razorpay.api-key",
              "Asks Razorpay for payments",
              "Razorpay's choice",
              "bourse payments secret"),
          new Entry(
              "payments.razorpay.webhook-secret.N",
              "Checks that a webhook is Razorpay's",
              "HMAC-SHA-256",
              "bourse payments secret; the one before counts until it is forgotten"),
          new Entry(
              "payments.stripe.api-key",
              "Asks Stripe for payments",
              "Stripe's choice",
              "bourse payments secret"),
          new Entry(
              "payments.stripe.webhook-secret.N",
              "Checks that a webhook is Stripe's",
              "HMAC-SHA-256",
              "bourse payments secret; the one before counts until it is forgotten"),
          new Entry(
              "sms.provider-secret",
              "Log-in to the provider of text messages",
              "the provider's choice",
              "bourse sms secret"),
          new Entry(
              "crypto.CHAIN.node-secret",
              "Log-in to the node of a chain",
              "the node's choice",
              "bourse crypto secret"),
          new Entry(
              "tls.authority",
              "Issues the certificates of the public port",
              "ECDSA on P-256 with SHA-256",
              AT_START + "; clients trust the new ca.pem"),
          new Entry(
              "",
              "TLS of the public port",
              "TLS 1.3 and 1.2, AES-GCM and ChaCha20-Poly1305 with ECDHE",
              "by itself, or with tls.certificate"),
          new Entry(
              "proof.signing-key",
              "Signs proofs, quarantine records and heads of the audit trail",
              "ECDSA on P-256 with SHA-256 (ES256)",
              "never: records that it signed are honoured by every replay"),
          new Entry(
              "",
              "Passwords of users",
              "Argon2id, parameters in each hash",
              "at the user's next log-in, when the parameters rise"),
          new Entry(
              "",
              "Requests that are signed with API keys",
              "Ed25519 (RFC 8032), whose private key the user has; HMAC-SHA-256, whose secret is"
                  + " encrypted with fields",
              "the user revokes the key and makes another"),
          new Entry(
              "",
              "Proofs that a client holds the key of its session (DPoP)",
              "ES256 or EdDSA on Ed25519, whose private key the client has",
              "the client makes another and logs in"),
          new Entry(
              "",
              "Chain of the command log, of the ledger, of the audit trail; hash of the state",
              "SHA-256",
              "has no key"));

  private CryptoInventory() {}

  private static Entry dataKey(KeyPurpose purpose, String renewal) {
    return new Entry(
        "data-key." + purpose.keyName() + ".N", purpose.use(), purpose.algorithm(), renewal);
  }

  public static List<Entry> entries() {
    return ENTRIES;
  }

  /** What a secret of the keystore is for. */
  public static Optional<Entry> of(String secret) {
    return ENTRIES.stream().filter(entry -> entry.isFor(secret)).findFirst();
  }

  /** The inventory as a page. */
  public static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Crypto inventory

            Every use of cryptography, generated from `CryptoInventory`; `bourse keys inventory` shows it for one installation, with versions and what
            is encrypted under each. What the keys encrypt, and how, is in [encryption.md](encryption.md).

            Random bits come from the operating system (`SecureRandom`). AES-GCM nonces are random (96 bits); a data key is rotated long before 2^32 values.

            | secret in the keystore | use | algorithm | renewal |
            |---|---|---|---|
            """);
    for (Entry entry : ENTRIES) {
      String name = entry.name().isEmpty() ? "-" : "`" + entry.name() + "`";
      page.append(
          "| %s | %s | %s | %s |\n"
              .formatted(name, entry.use(), entry.algorithm(), entry.renewal()));
    }
    return page.toString();
  }
}
