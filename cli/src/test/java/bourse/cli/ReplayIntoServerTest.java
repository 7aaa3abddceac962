package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.cli.client.Json;
import bourse.platform.config.Settings;
import bourse.server.BourseServer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded flow through the public API of a whole server. */
class ReplayIntoServerTest {
  private static final String FLOW =
      """
      timestamp_ns,action,order_id,side,price,quantity
      1,NEW,5,BUY,10.00,4
      2,IOC,6,SELL,10.00,1
      3,NEW,7,BUY,10.00,2
      4,REPLACE,5,BUY,10.00,2
      5,NEW,8,BUY,10.00,1
      6,REPLACE,7,BUY,10.00,5
      7,REPLACE,8,BUY,10.25,1
      8,REPLACE,8,BUY,10.00,1
      9,IOC,9,SELL,10.00,1
      10,NEW,6,SELL,11.00,3
      11,NEW,10,SELL,11.25,1
      12,NEW,11,BUY,11.25,2
      13,CANCEL,11,,,
      14,REPLACE,6,SELL,10.00,3
      15,CANCEL,4,,,
      """;

  @TempDir private Path folder;

  @Test
  void aServerGivesTheFillsAndTheBookOfTheEngineAlone() throws Exception {
    Path flow = Files.writeString(folder.resolve("flow.csv"), FLOW);
    Installation installation = new Installation(folder.resolve("data"));
    assertEquals(
        0, CommandRun.of("init", "--data", installation.directory().toString()).exitCode());
    listContract(installation.markets());
    CommandRun engine = replay(flow, "engine");
    BourseServer server =
        new BourseServer(
            Settings.load(BourseServer.catalogue(), installation.configuration(), freePorts()),
            installation.directory(),
            (name, step, millis, detail) -> {});
    server.start();
    try {
      installation.noteRunning(server.api(), server.management(), server.events());
      String data = "--data=" + installation.directory();

      // The second run finds the market as the first found it.
      for (String name : List.of("server", "server-again")) {
        CommandRun run = replay(flow, name, "--server", data, "--batch=6");
        assertEquals(0, run.exitCode(), run.err());
        for (String total :
            List.of("commands", "refused", "fills", "tradedQuantity", "restingOrders")) {
          assertEquals(json(engine).get(total), json(run).get(total), total);
        }
        assertEquals(3, json(run).get("batches").intValue());
        assertSame("engine-fills.csv", name + "-fills.csv");
        assertSame("engine-book.csv", name + "-book.csv");
      }
      assertEquals(6, Files.readAllLines(folder.resolve("engine-fills.csv")).size());

      CommandRun unlisted = CommandRun.of("replay", "--server", data, "--symbol=XX-USD", "" + flow);
      assertTrue(unlisted.err().contains("- symbol: XX-USD"), unlisted.err());
    } finally {
      server.stop();
      installation.noteStopped();
    }
  }

  private CommandRun replay(Path flow, String name, String... options) {
    String[] arguments = new String[options.length + 5];
    arguments[0] = "replay";
    arguments[1] = flow.toString();
    arguments[2] = "--json";
    arguments[3] = "--fills=" + folder.resolve(name + "-fills.csv");
    arguments[4] = "--book=" + folder.resolve(name + "-book.csv");
    System.arraycopy(options, 0, arguments, 5, options.length);
    return CommandRun.of(arguments);
  }

  private void assertSame(String expected, String actual) throws IOException {
    assertEquals(
        Files.readString(folder.resolve(expected)), Files.readString(folder.resolve(actual)));
  }

  private static JsonNode json(CommandRun run) {
    return Json.read(run.out());
  }

  /** What the sample has in comments. */
  private static void listContract(Path markets) throws IOException {
    String asset = "  - {symbol: ES, name: Recorded contract, type: security, decimals: 0}\n";
    String text = Files.readString(markets);
    int commented = text.indexOf("#  - symbol: ES-USD");
    String symbol = text.substring(commented).replaceAll("(?m)^#", "");
    Files.writeString(
        markets,
        text.substring(0, commented).replace("\nsymbols:\n", "\n" + asset + "symbols:\n") + symbol);
  }

  private static Map<String, String> freePorts() throws IOException {
    Map<String, String> ports = new HashMap<>();
    ports.put("tls.mode", "off");
    for (String key :
        List.of(
            "http.port",
            "management.port",
            "kafka.port",
            "kafka.controller-port",
            "objects.port")) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        ports.put(key, Integer.toString(free.getLocalPort()));
      }
    }
    return ports;
  }
}
