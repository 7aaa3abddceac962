package bourse.platform.events;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.platform.tls.ServerTls;
import java.nio.file.Path;
import java.util.List;

/** The settings of events. */
public final class KafkaSettings {
  /** How the user's password is proved (SASL). */
  public enum Mechanism {
    SCRAM_SHA_512,
    SCRAM_SHA_256,
    /** Sends the password itself. */
    PLAIN
  }

  public static final Setting<Integer> PORT =
      Setting.port(
          "kafka.port", 19092, "Port of the broker on the loopback address; 0 takes a free one.");
  public static final Setting<Integer> CONTROLLER_PORT =
      Setting.port(
          "kafka.controller-port",
          19093,
          "Port of the broker's controller on the loopback address; 0 takes a free one.");
  public static final Setting<List<String>> BOOTSTRAP_SERVERS =
      Setting.list(
          "kafka.bootstrap-servers",
          List.of(),
          "host:port of Kafka servers of your own, for this installation alone; empty runs a broker"
              + " here.");
  public static final Setting<String> USER =
      Setting.text("kafka.user", "", "User at kafka.bootstrap-servers; empty asks for none.");
  public static final Setting<String> PASSWORD =
      Setting.text("kafka.password", "", "Password at kafka.bootstrap-servers.").asSecret();
  public static final Setting<Mechanism> MECHANISM =
      Setting.choice(
          "kafka.mechanism",
          Mechanism.SCRAM_SHA_512,
          "How the password of kafka.user is proved; plain only with TLS or on this machine.");
  public static final Setting<ServerTls> TLS =
      Setting.choice(
          "kafka.tls",
          ServerTls.AUTO,
          "TLS to kafka.bootstrap-servers: verify-full asks for certificates for their names from"
              + " an authority in kafka.ca; auto is that, unless all of them are on this machine.");
  public static final Setting<Path> CA =
      Setting.path(
          "kafka.ca",
          Path.of(""),
          "PEM file of the authority that the certificates of kafka.bootstrap-servers are from;"
              + " empty for those that Java trusts.");

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(PORT, CONTROLLER_PORT, BOOTSTRAP_SERVERS, USER, PASSWORD, MECHANISM, TLS, CA);

  private KafkaSettings() {}

  /** Whether the operator runs Kafka, and not this process. */
  public static boolean isExternal(Settings settings) {
    return !settings.get(BOOTSTRAP_SERVERS).isEmpty();
  }
}
