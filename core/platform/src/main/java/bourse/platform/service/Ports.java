package bourse.platform.service;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at ports before anything starts, so that the key to change can be named. */
public final class Ports {
  private static final Pattern SERVER = Pattern.compile("(?<host>[^\\s,]+):(?<port>[1-9]\\d{0,4})");

  private static final int FIRST_FREE = 20_000;
  private static final int FIRST_EPHEMERAL = 32_768;

  private Ports() {}

  /**
   * Checks that the port of a setting can be bound; 0 always can.
   *
   * @throws Fault {@code PORT_IN_USE} naming the key, or {@code BAD_CONFIGURATION} when the host is
   *     not one of this machine
   */
  public static void check(Settings settings, String host, Setting<Integer> setting) {
    int port = settings.get(setting);
    if (port == 0) {
      return;
    }
    InetAddress address = address(host, setting);
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // connections that linger from the last run are no obstacle
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.PORT_IN_USE,
          "Port "
              + port
              + " on "
              + host
              + " can't be taken ("
              + e.getMessage()
              + "): stop what uses it, or set "
              + setting.key()
              + " to another port",
          e);
    }
  }

  /**
   * Checks that no two settings name the same port, and that each can be bound on the host.
   *
   * @throws Fault as {@link #check}, and {@code BAD_CONFIGURATION} for a port named twice
   */
  public static void checkAll(Settings settings, String host, List<Setting<Integer>> ports) {
    Map<Integer, String> keys = new HashMap<>();
    for (Setting<Integer> setting : ports) {
      int port = settings.get(setting);
      String other = port == 0 ? null : keys.put(port, setting.key());
      if (other != null) {
        throw new Fault(
            ErrorCode.BAD_CONFIGURATION,
            setting.key() + " and " + other + " are both " + port + ": change one of them");
      }
      check(settings, host, setting);
    }
  }

  /**
   * A port that is free now on the loopback address. For parts that can't be told to choose. Not
   * one of those that Linux gives to outgoing connections, where there is another: it stays free
   * for longer.
   */
  public static int free() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_FREE, FIRST_EPHEMERAL);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // Taken: the next one.
      }
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * The server that a setting names, unresolved.
   *
   * @param text {@code host:port}
   * @throws Fault {@code BAD_CONFIGURATION} when it is none
   */
  public static InetSocketAddress server(Setting<?> setting, String text) {
    Matcher parts = SERVER.matcher(text);
    if (parts.matches() && Integer.parseInt(parts.group("port")) < 65_536) {
      return InetSocketAddress.createUnresolved(
          parts.group("host"), Integer.parseInt(parts.group("port")));
    }
    throw new Fault(
        ErrorCode.BAD_CONFIGURATION, setting.key() + " names " + text + ": write host:port");
  }

  private static InetAddress address(String host, Setting<Integer> setting) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          host + ", where " + setting.key() + " listens, is no address: correct the host",
          e);
    }
  }
}
