package bourse.platform.events;

import java.util.Map;

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
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(EmbeddedKafka.USER, password)));
  }

  /** Never shows the credentials. */
  @Override
  public String toString() {
    return bootstrapServers;
  }
}
