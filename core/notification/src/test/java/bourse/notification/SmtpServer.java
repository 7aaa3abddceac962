package bourse.notification;

import bourse.platform.service.Ports;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A real SMTP server on this machine, which keeps what it takes. */
final class SmtpServer implements AutoCloseable {
  static final String USER = "venue";
  static final String PASSWORD = "the venue's own";
  static final String REFUSED = "nobody@example.com";

  private final BlockingQueue<MimeMessage> taken = new LinkedBlockingQueue<>();
  private final int port;
  private final SMTPServer server;

  /** Takes anything from anyone. */
  static SmtpServer open() throws Exception {
    return open(Ports.free());
  }

  static SmtpServer open(int port) throws Exception {
    return new SmtpServer(port, SMTPServer.port(port));
  }

  /** Takes nothing before STARTTLS and a log-in. */
  static SmtpServer closed(SSLContext tls) throws Exception {
    int port = Ports.free();
    return new SmtpServer(
        port,
        SMTPServer.port(port)
            .requireTLS()
            .startTlsSocketFactory(tls)
            .requireAuth()
            .authenticationHandlerFactory(
                new EasyAuthenticationHandlerFactory(SmtpServer::checkLogin)));
  }

  private SmtpServer(int port, SMTPServer.Builder builder) throws Exception {
    this.port = port;
    server =
        builder
            .bindAddress(InetAddress.getLoopbackAddress())
            .hostName("localhost")
            .messageHandlerFactory(context -> new Handler())
            .build();
    server.start();
  }

  private static void checkLogin(String user, String password, MessageContext context)
      throws LoginFailedException {
    if (!user.equals(USER) || !password.equals(PASSWORD)) {
      throw new LoginFailedException("535 5.7.8 Wrong user or password");
    }
  }

  int port() {
    return port;
  }

  /** The next mail that came, waiting for it. */
  MimeMessage next() throws InterruptedException {
    MimeMessage message = taken.poll(20, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("No mail came");
    }
    return message;
  }

  boolean isEmpty() {
    return taken.isEmpty();
  }

  @Override
  public void close() {
    server.stop();
  }

  private final class Handler implements MessageHandler {
    @Override
    public void from(String from) {}

    @Override
    public void recipient(String recipient) throws RejectException {
      if (recipient.equals(REFUSED)) {
        throw new RejectException(550, "5.1.1 There is nobody of that name here");
      }
    }

    @Override
    public String data(InputStream data) {
      try {
        taken.add(
            new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(data.readAllBytes())));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      return null;
    }

    @Override
    public void done() {}
  }

  /** A certificate for localhost, and who trusts it alone. */
  record Certificate(SSLContext server, SSLSocketFactory trusting) {
    static Certificate make(Path directory) throws Exception {
      Path file = directory.resolve("smtp.p12");
      String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
      Process made =
          new ProcessBuilder(
                  List.of(
                      keytool,
                      "-genkeypair",
                      "-alias",
                      "smtp",
                      "-keyalg",
                      "EC",
                      "-groupname",
                      "secp256r1",
                      "-dname",
                      "CN=localhost",
                      "-ext",
                      "san=dns:localhost",
                      "-validity",
                      "2",
                      "-storetype",
                      "PKCS12",
                      "-storepass",
                      "changeit",
                      "-keystore",
                      file.toString()))
              .redirectErrorStream(true)
              .start();
      String output = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (made.waitFor() != 0) {
        throw new AssertionError(output);
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, "changeit".toCharArray());
      }
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, "changeit".toCharArray());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("smtp", store.getCertificate("smtp"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext server = SSLContext.getInstance("TLS");
      server.init(keys.getKeyManagers(), null, null);
      SSLContext client = SSLContext.getInstance("TLS");
      client.init(null, trust.getTrustManagers(), null);
      return new Certificate(server, client.getSocketFactory());
    }
  }
}
