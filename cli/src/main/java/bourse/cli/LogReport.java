package bourse.cli;

import bourse.cli.client.Json;
import bourse.exchange.LogInspection;
import bourse.platform.log.LogSurvey;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What was found in a command log, as people and scripts read it.
 *
 * @param archiveNote why the archive was not read; empty when it was
 */
record LogReport(LogInspection.Result found, String archiveNote) {
  static String time(long micros) {
    return micros == 0 ? "" : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  void show(Terminal terminal, boolean json) {
    if (json) {
      terminal.out().println(Json.pretty(document()));
      return;
    }
    terminal
        .out()
        .println(
            "%-8s %-15s %12s %12s %9s %12s  %s"
                .formatted("segment", "where", "from", "to", "batches", "bytes", "times"));
    for (LogInspection.Segment segment : found.segments()) {
      LogSurvey.Segment file = segment.file();
      terminal
          .out()
          .println(
              "%-8d %-15s %12d %12d %9d %12d  %s to %s"
                  .formatted(
                      file.id(),
                      where(file),
                      file.firstSequence(),
                      file.lastSequence(),
                      file.batches(),
                      file.bytes(),
                      time(segment.firstMicros()),
                      time(segment.lastMicros())));
    }
    found.types().forEach((type, count) -> line(terminal, type, "%,d".formatted(count)));
    showEnd(terminal);
  }

  /** How the log ends, what else is kept, and what is wrong. */
  void showEnd(Terminal terminal) {
    LogSurvey.Result log = found.log();
    line(terminal, "commands", "up to %d, %s".formatted(log.lastSequence(), end()));
    line(terminal, "durable", "known up to " + log.durableSequence());
    line(terminal, "log", "SHA-256 " + log.hash());
    found
        .snapshots()
        .forEach(state ->
            line(
                terminal,
                "snapshot",
                state.sequence() + " " + state.stateHash().orElse("DAMAGED")));
    found
        .quarantine()
        .forEach(record ->
            line(
                terminal,
                "quarantine",
                record
                    .entry()
                    .map(entry ->
                        "command %d, by %s: %s"
                            .formatted(entry.sequence(), entry.by(), entry.reason()))
                    .orElse(record.file() + " NOT HONOURED")));
    line(terminal, "archive", archiveNote.isEmpty() ? "read too" : "not read: " + archiveNote);
    found.findings().forEach(finding -> line(terminal, "DAMAGE", finding));
    if (found.findings().isEmpty()) {
      terminal.out().println("Whole: nothing is damaged.");
    }
  }

  private String end() {
    return switch (found.log().end()) {
      case EMPTY -> "there is no log";
      case CLEAN_STOP -> "then a clean stop";
      case WHOLE_BATCH -> "with a whole batch: the server runs, or was killed";
      case UNFINISHED_BATCH -> "then an unfinished batch, which the next start cuts";
      case UNKNOWN -> "then damage";
    };
  }

  private static String where(LogSurvey.Segment file) {
    if (file.isLocal()) {
      return file.isArchived() ? "local, archive" : "local";
    }
    return "archive";
  }

  private static void line(Terminal terminal, String name, String value) {
    terminal.out().println("%-18s %s".formatted(name, value));
  }

  private ObjectNode document() {
    LogSurvey.Result log = found.log();
    ObjectNode document = Json.object();
    document.put("whole", found.findings().isEmpty());
    document.put("lastSequence", log.lastSequence());
    document.put("durableSequence", log.durableSequence());
    document.put("logHash", log.hash());
    document.put("end", log.end().name());
    document.put("archiveRead", archiveNote.isEmpty());
    ArrayNode segments = document.putArray("segments");
    for (LogInspection.Segment segment : found.segments()) {
      LogSurvey.Segment file = segment.file();
      ObjectNode one = segments.addObject();
      one.put("segment", file.id());
      one.put("local", file.isLocal());
      one.put("archived", file.isArchived());
      one.put("firstSequence", file.firstSequence());
      one.put("lastSequence", file.lastSequence());
      one.put("batches", file.batches());
      one.put("bytes", file.bytes());
      one.put("firstTime", time(segment.firstMicros()));
      one.put("lastTime", time(segment.lastMicros()));
    }
    ObjectNode types = document.putObject("types");
    found.types().forEach(types::put);
    ArrayNode snapshots = document.putArray("snapshots");
    for (LogInspection.KeptState state : found.snapshots()) {
      ObjectNode one = snapshots.addObject();
      one.put("sequence", state.sequence());
      one.put("whole", state.stateHash().isPresent());
      state.stateHash().ifPresent(hash -> one.put("stateHash", hash));
    }
    ArrayNode quarantine = document.putArray("quarantine");
    for (LogInspection.Quarantined record : found.quarantine()) {
      ObjectNode one = quarantine.addObject();
      one.put("file", record.file());
      one.put("honoured", record.entry().isPresent());
      record
          .entry()
          .ifPresent(entry -> {
            one.put("sequence", entry.sequence());
            one.put("sha256", entry.sha256());
            one.put("reason", entry.reason());
            one.put("by", entry.by());
            one.put("at", entry.at().toString());
          });
    }
    log.damage()
        .ifPresent(damage -> {
          ObjectNode place = document.putObject("damage");
          place.put("segment", damage.segment());
          place.put("offset", damage.offset());
          place.put("sequence", damage.sequence());
          place.put("what", damage.what());
        });
    found.findings().forEach(document.putArray("findings")::add);
    return document;
  }
}
