package bourse.platform.events;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import java.util.Map;
import java.util.TreeMap;

/**
 * How clients reach Kafka.
 *
 * @param bootstrapServers {@code host:port}, with commas between
 * @param security client properties about protocol and credentials; hold a secret
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> security) {
  public KafkaConnection {
    security = Map.copyOf(security);
  }

  /** The external cluster of the settings. */
  public static KafkaConnection external(Settings settings) {
    String servers = settings.get(KafkaSettings.BOOTSTRAP_SERVERS);
    if (servers.isBlank()) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "kafka.mode is external and kafka.bootstrap-servers is empty: name the cluster's"
              + " addresses");
    }
    Map<String, String> security = new TreeMap<>();
    KafkaSettings.Security protocol = settings.get(KafkaSettings.SECURITY);
    security.put("security.protocol", protocol.name());
    switch (protocol) {
      case SASL_PLAINTEXT, SASL_SSL -> {
        String mechanism = settings.get(KafkaSettings.SASL_MECHANISM);
        security.put("sasl.mechanism", mechanism);
        security.put(
            "sasl.jaas.config",
            login(
                mechanism,
                settings.get(KafkaSettings.USERNAME),
                settings.get(KafkaSettings.PASSWORD)));
      }
      case PLAINTEXT, SSL -> {}
    }
    return new KafkaConnection(servers, security);
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
            login("PLAIN", EmbeddedKafka.USER, password)));
  }

  /** Never shows the credentials. */
  @Override
  public String toString() {
    return bootstrapServers;
  }

  private static String login(String mechanism, String user, String password) {
    String module =
        mechanism.startsWith("SCRAM")
            ? "org.apache.kafka.common.security.scram.ScramLoginModule"
            : "org.apache.kafka.common.security.plain.PlainLoginModule";
    return module
        + " required username=\""
        + quoted(user)
        + "\" password=\""
        + quoted(password)
        + "\";";
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
