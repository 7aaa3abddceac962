package bourse.platform.events;

import bourse.platform.config.Setting;
import java.util.List;

/** The settings of events. */
public final class KafkaSettings {
  /** Where the broker is. */
  public enum Mode {
    EMBEDDED,
    EXTERNAL
  }

  /** How clients reach an external cluster; the names are Kafka's. */
  public enum Security {
    PLAINTEXT,
    SSL,
    SASL_PLAINTEXT,
    SASL_SSL
  }

  public static final Setting<Mode> MODE =
      Setting.choice(
          "kafka.mode", Mode.EMBEDDED, "A broker in this process, or a cluster elsewhere.");
  public static final Setting<Integer> PORT =
      Setting.port(
          "kafka.port",
          19092,
          "Port of the embedded broker on the loopback address; 0 takes a free one.");
  public static final Setting<Integer> CONTROLLER_PORT =
      Setting.port(
          "kafka.controller-port",
          19093,
          "Port of the embedded controller on the loopback address; 0 takes a free one.");
  public static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.text(
          "kafka.bootstrap-servers",
          "",
          "Addresses of the external cluster, host:port with commas between.");
  public static final Setting<Security> SECURITY =
      Setting.choice("kafka.security", Security.SASL_SSL, "How the external cluster is reached.");
  public static final Setting<String> SASL_MECHANISM =
      Setting.text(
          "kafka.sasl-mechanism",
          "SCRAM-SHA-256",
          "SASL mechanism of the external cluster: SCRAM-SHA-256, SCRAM-SHA-512 or PLAIN.");
  public static final Setting<String> USERNAME =
      Setting.text("kafka.username", "", "User at the external cluster.");
  public static final Setting<String> PASSWORD =
      Setting.text("kafka.password", "", "Password at the external cluster.").asSecret();

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(
          MODE,
          PORT,
          CONTROLLER_PORT,
          BOOTSTRAP_SERVERS,
          SECURITY,
          SASL_MECHANISM,
          USERNAME,
          PASSWORD);

  private KafkaSettings() {}
}
