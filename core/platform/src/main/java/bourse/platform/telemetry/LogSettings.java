package bourse.platform.telemetry;

import bourse.platform.config.Setting;
import java.util.List;

/** The settings of logs. */
public final class LogSettings {
  /** How a line is written. */
  public enum Format {
    /** For a person at a terminal. */
    HUMAN,
    /** One JSON object per line, for a collector. */
    JSON
  }

  /** The least important lines that are written. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  public static final Setting<Format> FORMAT =
      Setting.choice("log.format", Format.HUMAN, "How log lines are written.");
  public static final Setting<Level> LEVEL =
      Setting.choice("log.level", Level.INFO, "The least important lines that are written.");

  /** All of them. */
  public static final List<Setting<?>> ALL = List.of(FORMAT, LEVEL);

  private LogSettings() {}
}
