package bourse.kyc;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.platform.service.Housekeeping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares with lists in files of the operator's, in memory: nothing about a client leaves the
 * house. The files are read at the start, where a wrong one stops it, and again when one changes,
 * where a wrong one leaves the former lists in force and shows in the health. Thread safe.
 */
final class LocalScreening implements Screening {
  private static final Setting<Path> DIRECTORY =
      Setting.path(
          "kyc.lists-directory",
          Path.of(""),
          "A directory with lists of sanctions and of politically exposed people, as they are"
              + " published (docs/guides/verifying-clients.md), which the people of KYC cases are"
              + " compared with; relative to the data directory. Empty: they are compared with"
              + " nothing.");

  static final List<Setting<?>> SETTINGS = List.of(DIRECTORY);

  private record Seen(Path file, FileTime modified, long size) {}

  private record Lists(List<Seen> seen, String fingerprint, WatchList people) {}

  private final Optional<Path> directory;
  private volatile Lists lists;

  private LocalScreening(Optional<Path> directory) {
    this.directory = directory;
    this.lists =
        directory
            .map(LocalScreening::read)
            .orElse(new Lists(List.of(), "", new WatchList(List.of())));
  }

  /** That of the settings; throws {@code BAD_CONFIGURATION}. */
  static LocalScreening of(Settings settings, Path dataDirectory) {
    Path configured = settings.get(DIRECTORY);
    return configured.toString().isEmpty()
        ? new LocalScreening(Optional.empty())
        : in(dataDirectory.resolve(configured));
  }

  /** With the lists of a directory; throws {@code BAD_CONFIGURATION}. */
  static LocalScreening in(Path directory) {
    return new LocalScreening(Optional.of(directory));
  }

  private static Lists read(Path directory) {
    List<Seen> seen = seen(directory);
    return new Lists(
        seen, ListFiles.fingerprint(directory), new WatchList(ListFiles.readAll(directory)));
  }

  private static List<Seen> seen(Path directory) {
    List<Seen> seen = new ArrayList<>();
    for (Path file : ListFiles.files(directory)) {
      try {
        seen.add(new Seen(file, Files.getLastModifiedTime(file), Files.size(file)));
      } catch (IOException e) {
        throw ListFiles.unreadable(file, "can't be read", e);
      }
    }
    return seen;
  }

  @Override
  public boolean isOn() {
    return directory.isPresent();
  }

  @Override
  public String fingerprint() {
    return lists.fingerprint();
  }

  @Override
  public String lists() {
    return lists.people().summary();
  }

  @Override
  public List<Hit> screen(Person person) {
    return person
        .legalName()
        .map(name -> lists.people().find(name, person.birthDate()))
        .orElse(List.of());
  }

  /** Reads the lists again when a file is another one. */
  Housekeeping.Chore renew() {
    return new Housekeeping.Chore(
        "lists of sanctions",
        () -> {
          if (directory.isPresent() && !seen(directory.get()).equals(lists.seen())) {
            lists = read(directory.get());
          }
          return false;
        });
  }
}
