package bourse.platform.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.platform.config.SettingsCatalogue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {
  private static final Setting<Integer> HTTP = Setting.port("http.port", 0, "Clients.");
  private static final Setting<Integer> KAFKA = Setting.port("kafka.port", 0, "Events.");

  @Test
  void aTakenPortIsNamedWithItsKey() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Settings settings = settings(taken.getLocalPort(), 0);
      Fault fault =
          assertThrows(
              Fault.class, () -> Ports.checkAll(settings, "127.0.0.1", List.of(HTTP, KAFKA)));
      assertEquals(ErrorCode.PORT_IN_USE, fault.code());
      assertTrue(fault.getMessage().startsWith("Port " + taken.getLocalPort() + " on 127.0.0.1"));
      assertTrue(fault.getMessage().endsWith("or set http.port to another port"));
    }
  }

  @Test
  void freePortsAndZeroPass() throws IOException {
    Ports.checkAll(settings(Ports.free(), 0), "127.0.0.1", List.of(HTTP, KAFKA));
  }

  @Test
  void onePortForTwoThingsIsRefused() throws IOException {
    int port = Ports.free();
    Fault fault =
        assertThrows(
            Fault.class,
            () -> Ports.checkAll(settings(port, port), "127.0.0.1", List.of(HTTP, KAFKA)));
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    assertEquals(
        "kafka.port and http.port are both " + port + ": change one of them", fault.getMessage());
  }

  private static Settings settings(int http, int kafka) {
    return Settings.of(
        SettingsCatalogue.of(List.of(HTTP, KAFKA)),
        Map.of("http.port", "" + http, "kafka.port", "" + kafka));
  }
}
