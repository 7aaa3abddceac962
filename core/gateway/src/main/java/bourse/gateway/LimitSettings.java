package bourse.gateway;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much one client may ask for, in weight as the contract gives it.
 *
 * @param window the time that the limits are for
 * @param perAddress of one address, whoever asks from there
 * @param perUser of one user, from wherever
 * @param perKey of one API key
 * @param banAfter refusals within a window after which who goes on is kept out
 * @param firstBan how long; each next ban within a day lasts twice as long
 * @param longestBan and at most this
 * @param multipliers accounts whose user and keys may ask for so many times as much
 */
public record LimitSettings(
    Duration window,
    int perAddress,
    int perUser,
    int perKey,
    int banAfter,
    Duration firstBan,
    Duration longestBan,
    Map<Long, Integer> multipliers) {
  private static final int LEAST = 100;
  private static final int MOST = 1_000_000_000;
  private static final String MULTIPLIER = "[1-9][0-9]{0,17}=[1-9][0-9]{0,3}";

  private static final Setting<Duration> WINDOW =
      Setting.duration(
          "limits.window",
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          "The time that the other limits are for; it slides.");

  public static final Setting<Integer> PER_ADDRESS =
      Setting.integer(
          "limits.address",
          6_000,
          LEAST,
          MOST,
          "Weight that requests from one address may have within the window, logged in or not;"
              + " one IPv6 network of 64 bits counts as an address.");

  public static final Setting<Integer> PER_USER =
      Setting.integer(
          "limits.user",
          3_000,
          LEAST,
          MOST,
          "Weight that requests of one user may have within the window, over HTTP and streams.");

  public static final Setting<Integer> PER_KEY =
      Setting.integer(
          "limits.key",
          3_000,
          LEAST,
          MOST,
          "Weight that requests with one API key may have within the window.");

  private static final Setting<Integer> BAN_AFTER =
      Setting.integer(
          "limits.ban-after",
          300,
          10,
          MOST,
          "Who sends so many requests over a limit within a window is kept out for a while.");

  private static final Setting<Duration> FIRST_BAN =
      Setting.duration(
          "limits.first-ban",
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          "How long the first ban lasts; each next one within a day lasts twice as long.");

  private static final Setting<Duration> LONGEST_BAN =
      Setting.duration(
          "limits.longest-ban",
          Duration.ofHours(1),
          Duration.ofSeconds(1),
          Duration.ofDays(3),
          "No ban lasts longer.");

  private static final Setting<List<String>> MULTIPLIERS =
      Setting.list(
          "limits.multipliers",
          List.of(),
          "accounts with a factor from 1 to 9999, such as 1001=10",
          text -> text.matches(MULTIPLIER),
          "Accounts, such as those of market makers, that may ask for so many times as much.");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      List.of(
          WINDOW, PER_ADDRESS, PER_USER, PER_KEY, BAN_AFTER, FIRST_BAN, LONGEST_BAN, MULTIPLIERS);

  public LimitSettings {
    multipliers = Map.copyOf(multipliers);
  }

  public static LimitSettings of(Settings settings) {
    Map<Long, Integer> multipliers = new HashMap<>();
    for (String text : settings.get(MULTIPLIERS)) {
      int sign = text.indexOf('=');
      multipliers.put(
          Long.parseLong(text.substring(0, sign)), Integer.parseInt(text.substring(sign + 1)));
    }
    return new LimitSettings(
        settings.get(WINDOW),
        settings.get(PER_ADDRESS),
        settings.get(PER_USER),
        settings.get(PER_KEY),
        settings.get(BAN_AFTER),
        settings.get(FIRST_BAN),
        settings.get(LONGEST_BAN),
        multipliers);
  }

  /** What holds where nothing is configured. */
  public static LimitSettings defaults() {
    return new LimitSettings(
        WINDOW.defaultValue(),
        PER_ADDRESS.defaultValue(),
        PER_USER.defaultValue(),
        PER_KEY.defaultValue(),
        BAN_AFTER.defaultValue(),
        FIRST_BAN.defaultValue(),
        LONGEST_BAN.defaultValue(),
        Map.of());
  }

  /** What one of these may ask for. */
  int limit(Counted who, long account) {
    long base =
        switch (who.kind()) {
          case ADDRESS -> perAddress;
          case USER -> perUser;
          case KEY -> perKey;
        };
    return (int) Math.min(Integer.MAX_VALUE, base * multipliers.getOrDefault(account, 1));
  }
}
