package bourse.cli;

import bourse.cli.client.Json;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.FactTopicReader;
import bourse.exchange.FactTopics;
import bourse.platform.events.KafkaClients;
import bourse.platform.service.DataDirectory;
import bourse.platform.telemetry.TraceContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Prints published facts, one JSON document a line, until it is stopped or has printed enough. */
@Command(
    name = "tail",
    description = "Print the facts of a running server as they are published, one JSON line each.",
    footer = {
      "",
      "Within a topic facts come in the order of the log, each once. Their fields stand in"
          + " docs/reference/events.md. Ctrl-C ends it.",
      "",
      "Example:  bourse events tail --topic trade.executed --from BEGINNING --limit 10"
    })
final class EventsTailCommand implements Runnable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  private final Terminal terminal;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @Mixin private final DataOption data = new DataOption();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only this topic, such as trade.executed; may be repeated. Default: all.")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      description =
          "BEGINNING of what is kept, NOW, or the sequence of the first command. Default: NOW.")
  private String from = "NOW";

  @Option(names = "--limit", paramLabel = "NUMBER", description = "Stop after so many facts.")
  private long limit = Long.MAX_VALUE;

  private volatile boolean ending;

  EventsTailCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    check();
    CountDownLatch ended = new CountDownLatch(1);
    Thread ender = new Thread(() -> end(ended), "end-by-signal");
    try (FactTopicReader reader = reader(installation.events())) {
      Runtime.getRuntime().addShutdownHook(ender);
      terminal.message("Waiting for facts; Ctrl-C ends it.");
      print(reader, installation);
    } finally {
      ended.countDown();
    }
    if (!ending) {
      Runtime.getRuntime().removeShutdownHook(ender);
    }
  }

  private void check() {
    for (String topic : topics) {
      if (!FactTopics.ALL.contains(topic)) {
        throw refused(
            "There is no topic " + topic + ": take one of " + String.join(", ", FactTopics.ALL));
      }
    }
    if (limit < 1) {
      throw refused("--limit is " + limit + ": give at least 1");
    }
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private FactTopicReader reader(KafkaClients kafka) {
    List<String> wanted = topics.isEmpty() ? FactTopics.ALL : topics;
    return switch (from.toUpperCase(Locale.ROOT)) {
      case "NOW" -> FactTopicReader.fromNow(kafka, "bourse-tail", wanted);
      case "BEGINNING" -> new FactTopicReader(kafka, "bourse-tail", wanted, 0);
      default -> new FactTopicReader(kafka, "bourse-tail", wanted, sequence() - 1);
    };
  }

  private long sequence() {
    try {
      long sequence = Long.parseLong(from);
      if (sequence > 0) {
        return sequence;
      }
    } catch (NumberFormatException _) {
      // Told below, as for a number that is no sequence.
    }
    throw refused("--from is " + from + ": give BEGINNING, NOW or a sequence, a number from 1 on");
  }

  private void print(FactTopicReader reader, Installation installation) {
    long left = limit;
    while (!ending && left > 0) {
      List<FactTopicReader.Event> events = reader.poll(LOOK_EVERY);
      if (events.isEmpty() && DataDirectory.holder(installation.directory()) == 0) {
        throw new Fault(
            ErrorCode.STOPPED,
            "The server of " + installation.directory() + " has stopped: no more facts come");
      }
      for (FactTopicReader.Event event : events) {
        if (left > 0) {
          terminal.out().println(line(event));
          left--;
        }
      }
      if (terminal.out().checkError()) {
        return; // whoever read the lines has gone, as head does
      }
    }
  }

  private static ObjectNode line(FactTopicReader.Event event) {
    ObjectNode line = Json.object();
    line.put("topic", event.topic());
    line.put("key", event.key());
    event.trace().map(TraceContext::traceparent).ifPresent(trace -> line.put("traceparent", trace));
    line.set("value", event.value());
    return line;
  }

  /** Runs at Ctrl-C: lets the line being printed end, and the reader close. */
  private void end(CountDownLatch ended) {
    ending = true;
    try {
      var _ = ended.await(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
