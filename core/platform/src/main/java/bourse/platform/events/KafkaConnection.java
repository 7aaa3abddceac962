package bourse.platform.events;

import bourse.platform.config.Settings;
import bourse.platform.service.Ports;
import bourse.platform.tls.AuthorityFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How clients reach Kafka.
 *
 * @param bootstrapServers {@code host:port}, with commas between
 * @param security client properties about protocol and credentials; hold a secret
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> security) {
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";

  public KafkaConnection {
    security = Map.copyOf(security);
  }

  /**
   * An embedded broker, of this process or another on this machine.
   *
   * @param address {@code host:port}, as the broker's own connection says it
   * @param password that of the keystore
   */
  public static KafkaConnection embedded(String address, String password) {
    return new KafkaConnection(
        address,
        Map.of(
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            login(PLAIN, EmbeddedKafka.USER, password)));
  }

  /**
   * The operator's servers.
   *
   * @param directory that a relative {@code kafka.ca} is in
   * @throws bourse.domain.Fault {@code BAD_CONFIGURATION} when an address is none, or {@code
   *     kafka.ca} can't be read
   */
  public static KafkaConnection external(Settings settings, Path directory) {
    List<String> servers = settings.get(KafkaSettings.BOOTSTRAP_SERVERS);
    boolean hasTls =
        servers.stream()
            .map(server -> Ports.server(KafkaSettings.BOOTSTRAP_SERVERS, server).getHostString())
            .toList() // each is looked at
            .stream()
            .anyMatch(settings.get(KafkaSettings.TLS)::isAsked);
    String user = settings.get(KafkaSettings.USER);
    Map<String, String> security = new HashMap<>();
    if (!user.isBlank()) {
      KafkaSettings.Mechanism mechanism = settings.get(KafkaSettings.MECHANISM);
      security.put("sasl.mechanism", mechanism.name().replace('_', '-'));
      security.put(
          "sasl.jaas.config",
          login(
              mechanism == KafkaSettings.Mechanism.PLAIN ? PLAIN : SCRAM,
              user,
              settings.get(KafkaSettings.PASSWORD)));
    }
    security.put(
        "security.protocol", (user.isBlank() ? "" : "SASL_") + (hasTls ? "SSL" : "PLAINTEXT"));
    Optional<Path> authority = AuthorityFile.of(settings, KafkaSettings.CA, directory);
    if (hasTls && authority.isPresent()) {
      security.put("ssl.truststore.type", "PEM");
      security.put("ssl.truststore.location", authority.get().toString());
    }
    return new KafkaConnection(String.join(",", servers), security);
  }

  private static String login(String module, String user, String password) {
    return "%s required username=\"%s\" password=\"%s\";"
        .formatted(module, quoted(user), quoted(password));
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /** Never shows the credentials. */
  @Override
  public String toString() {
    return bootstrapServers;
  }
}
