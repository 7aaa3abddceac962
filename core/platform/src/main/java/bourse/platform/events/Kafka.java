package bourse.platform.events;

import bourse.platform.config.Settings;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Part;
import bourse.platform.service.Service;
import java.io.IOException;

/** The Kafka of this process: a broker in it, or servers of the operator's. */
public sealed interface Kafka extends Service permits EmbeddedKafka, ExternalKafka {
  /**
   * The one of the settings; nothing runs or connects yet.
   *
   * @param password that of the keystore, for a broker of our own
   */
  static Kafka of(Settings settings, DataDirectory data, String password) throws IOException {
    return KafkaSettings.isExternal(settings)
        ? new ExternalKafka(KafkaConnection.external(settings, data.root()))
        : EmbeddedKafka.of(settings, data, password);
  }

  /** How clients reach it; holds also after a restart. */
  KafkaConnection connection();

  /** Its place in the whole. */
  Part part();

  @Override
  default String name() {
    return "kafka";
  }
}
