package bourse.platform.tls;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that the public port shows: one of the installation's own authority, renewed
 * before it ends, or the operator's, read anew when its files change. Neither needs a restart:
 * connections that are made afterwards get the new one.
 */
public final class ServerCertificates implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificates.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration WARNING = Duration.ofDays(14);

  static {
    // Only an attacker or a very old client negotiates again within a connection.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final Keystore keystore;
  private final Optional<OperatorsCertificate> operators;
  private final Set<String> names;
  private final Duration lifetime;
  private final Path authorityFile;
  private final Supplier<Instant> clock;
  private final ChangingKeyManager shown = new ChangingKeyManager();
  private final CountDownLatch stopping = new CountDownLatch(1);

  private volatile String problem = "";
  private volatile FileTime read = FileTime.fromMillis(0);
  private volatile Thread watch;

  private ServerCertificates(
      Keystore keystore,
      Optional<OperatorsCertificate> operators,
      Set<String> names,
      Duration lifetime,
      Path authorityFile,
      Supplier<Instant> clock) {
    this.keystore = keystore;
    this.operators = operators;
    this.names = names;
    this.lifetime = lifetime;
    this.authorityFile = authorityFile;
    this.clock = clock;
  }

  /**
   * Those of the settings.
   *
   * @param directory the data directory
   * @throws Fault BAD_CONFIGURATION
   */
  public static ServerCertificates of(
      Settings settings, Path directory, Keystore keystore, Supplier<Instant> clock) {
    Path certificate = settings.get(TlsSettings.CERTIFICATE);
    Path key = settings.get(TlsSettings.KEY);
    if (certificate.toString().isEmpty() != key.toString().isEmpty()) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION, "tls.certificate and tls.key are set together, or neither");
    }
    return new ServerCertificates(
        keystore,
        certificate.toString().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new OperatorsCertificate(directory.resolve(certificate), directory.resolve(key))),
        names(settings),
        settings.get(TlsSettings.LIFETIME),
        directory.resolve("ca.pem"),
        clock);
  }

  /** The names and addresses under which clients know the server, by the settings. */
  public static Set<String> names(Settings settings) {
    Set<String> names = new LinkedHashSet<>(settings.get(TlsSettings.NAMES));
    names.addAll(List.of("localhost", "127.0.0.1", "::1"));
    hostName().ifPresent(names::add);
    return names;
  }

  private static Optional<String> hostName() {
    try {
      return Optional.of(InetAddress.getLocalHost().getHostName())
          .filter(name -> name.matches("[A-Za-z0-9.-]+"));
    } catch (UnknownHostException e) {
      return Optional.empty(); // a machine need not know its name
    }
  }

  @Override
  public String name() {
    return "tls";
  }

  /** Throws BAD_CONFIGURATION, KEY_EXPOSED, KEY_MISSING. */
  @Override
  public void start() throws IOException {
    renew();
    watch = Thread.ofVirtual().name("certificates").start(this::watch);
  }

  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    if (watch != null) {
      watch.join();
    }
  }

  @Override
  public Health health() {
    Instant end = shown.current().end();
    if (!problem.isEmpty()) {
      return Health.degraded(problem);
    }
    return operators.isPresent() && end.isBefore(clock.get().plus(WARNING))
        ? Health.degraded(
            "The certificate in tls.certificate ends on " + end + ": put a new one there")
        : Health.UP;
  }

  /** For the listener; shows what is valid at each moment. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {shown}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK can't do TLS", e);
    }
  }

  /** The names that it is for, once it is started. */
  public List<String> names() {
    return shown.current().names();
  }

  /** What clients have to trust, when it is not the operator's. */
  public Optional<CertificateAuthority> authority() {
    return operators.isPresent()
        ? Optional.empty()
        : Optional.of(CertificateAuthority.of(keystore, clock.get()));
  }

  /** The file with the certificate of the authority. */
  public Path authorityFile() {
    return authorityFile;
  }

  private void renew() throws IOException {
    if (operators.isPresent()) {
      FileTime changed = operators.get().changed();
      shown.show(operators.get().read(clock.get()));
      read = changed;
      Files.deleteIfExists(authorityFile); // nobody has to trust it now
    } else {
      CertificateAuthority authority = authority().orElseThrow();
      writeAuthority(authority);
      shown.show(authority.issue(names, lifetime, clock.get()));
    }
    LOG.info(
        "The certificate {} for {} is valid until {}",
        shown.current().certificate().getSerialNumber().toString(16),
        names(),
        shown.current().end());
  }

  private void writeAuthority(CertificateAuthority authority) throws IOException {
    String pem = CertificateAuthority.pem(List.of(authority.certificate()));
    if (!Files.exists(authorityFile) || !Files.readString(authorityFile).equals(pem)) {
      Path fresh = authorityFile.resolveSibling("ca.pem.new");
      Files.writeString(fresh, pem);
      Files.move(fresh, authorityFile, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void watch() {
    Duration tenth = lifetime.dividedBy(10);
    Duration pause = tenth.compareTo(LONGEST_PAUSE) < 0 ? tenth : LONGEST_PAUSE;
    try {
      while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
  }

  /** What can't be used does not replace what is shown. */
  private void look() {
    try {
      if (isDue()) {
        renew();
      }
      problem = "";
    } catch (IOException | RuntimeException e) {
      if (problem.isEmpty()) {
        LOG.warn("The certificate is not renewed; tried again until it is", e);
      }
      problem =
          "The certificate that ends on %s is not renewed: %s"
              .formatted(shown.current().end(), e.getMessage());
    }
  }

  private boolean isDue() {
    return operators.isPresent()
        ? !operators.get().changed().equals(read)
        : clock.get().isAfter(shown.current().end().minus(lifetime.dividedBy(3)));
  }
}
