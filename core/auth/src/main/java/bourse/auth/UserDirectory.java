package bourse.auth;

import bourse.platform.access.Role;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.data.Database;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds users, newest first. */
public final class UserDirectory {
  /**
   * Which users; what is empty does not narrow.
   *
   * @param emailPrefix how the address begins, without regard to case
   * @param createdFrom not earlier
   * @param createdTo earlier than this
   * @param before ids before this one; ids sort by time
   */
  public record Filter(
      Optional<String> emailPrefix,
      Optional<UserStatus> status,
      Optional<Role> role,
      Optional<Instant> createdFrom,
      Optional<Instant> createdTo,
      Optional<UUID> before) {
    /** The same, from another place on. */
    public Filter before(Optional<UUID> other) {
      return new Filter(emailPrefix, status, role, createdFrom, createdTo, other);
    }
  }

  private final Database database;
  private final FieldCipher fields;

  public UserDirectory(Database database, FieldCipher fields) {
    this.database = database;
    this.fields = fields;
  }

  /** Those that pass the filter. */
  public List<User> find(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("where u.id < :before");
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("before", filter.before().orElse(SessionStore.GREATEST));
    filter
        .emailPrefix()
        .ifPresent(prefix -> {
          where.append(" and u.email_normalised like :prefix escape '!'");
          values.put("prefix", escaped(NewUser.normalised(prefix)) + "%");
        });
    filter
        .status()
        .ifPresent(status -> {
          where.append(" and u.status = :status");
          values.put("status", status.name());
        });
    filter
        .role()
        .ifPresent(role -> {
          where.append(" and :role = any(u.roles)");
          values.put("role", role.name());
        });
    filter
        .createdFrom()
        .ifPresent(from -> {
          where.append(" and u.created_at >= :from");
          values.put("from", from.atOffset(ZoneOffset.UTC));
        });
    filter
        .createdTo()
        .ifPresent(to -> {
          where.append(" and u.created_at < :to");
          values.put("to", to.atOffset(ZoneOffset.UTC));
        });
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(UserStore.SELECT + where + " order by u.id desc limit :limit")
                .bindMap(values)
                .bind("limit", limit)
                .map((row, context) -> UserStore.credentials(row, fields))
                .map(UserStore.Credentials::user)
                .list());
  }

  private static String escaped(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }
}
