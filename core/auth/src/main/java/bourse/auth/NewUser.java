package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Role;
import bourse.platform.http.FieldChecks;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Someone who is to become a user.
 *
 * @param email one address, at most 254 characters
 * @param password see {@link PasswordRules}
 * @param fullName 1 to 200 characters
 * @param phone E.164
 * @param roles at least one
 */
public record NewUser(
    String email, String password, String fullName, Optional<String> phone, Set<Role> roles) {
  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@.\\p{Cntrl}]+(\\.[^\\s@.\\p{Cntrl}]+)*");
  private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,200}");
  private static final int MAXIMUM_ADDRESS = 254;

  public NewUser {
    roles = Set.copyOf(roles);
  }

  /** How addresses are compared: without regard to case. */
  static String normalised(String email) {
    return email.toLowerCase(Locale.ROOT);
  }

  /**
   * Refuses what can't become a user.
   *
   * @throws Fault {@link ErrorCode#INVALID_FIELD} or {@link ErrorCode#WEAK_PASSWORD}
   */
  void check() {
    FieldChecks checks = new FieldChecks();
    checkAddress(checks, email);
    if (checks.required("fullName", fullName)) {
      checks.check(
          NAME.matcher(fullName).matches() && !fullName.isBlank(),
          "fullName",
          "length",
          "A name has 1 to 200 characters.");
    }
    phone.ifPresent(number ->
        checks.check(
            PHONE.matcher(number).matches(),
            "phone",
            "e164",
            "A phone number begins with + and the country: +4930123456."));
    checks.check(!roles.isEmpty(), "roles", "required", "A user has at least one role.");
    if (checks.required("password", password)) {
      PasswordRules.checkText(checks, "password", password);
    }
    checks.verify();
    PasswordRules.check("password", password, email, fullName);
  }

  /** Adds what is wrong with an address. */
  static void checkAddress(FieldChecks checks, String email) {
    if (checks.required("email", email)) {
      checks.check(
          email.length() <= MAXIMUM_ADDRESS && ADDRESS.matcher(email).matches(),
          "email",
          "address",
          "This is not an e-mail address such as ada@example.com.");
    }
  }
}
