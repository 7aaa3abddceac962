package bourse.kyc;

import bourse.platform.data.Database;
import java.util.Optional;
import java.util.UUID;

/** Who clients are, by the cases that their labels come from. */
final class VerifiedPersons implements Identities {
  private final Database database;
  private final CaseStore cases;
  private final Standings standings;

  VerifiedPersons(Database database, CaseStore cases, Standings standings) {
    this.database = database;
    this.cases = cases;
    this.standings = standings;
  }

  @Override
  public Optional<Identity> of(UUID user) {
    boolean isVerified = standings.of(user).has(Label.IDENTITY);
    return isVerified
        ? person(user, Label.IDENTITY).flatMap(one -> identity(user, one))
        : Optional.empty();
  }

  private Optional<Identity> identity(UUID user, Person person) {
    return person
        .legalName()
        .map(name ->
            new Identity(
                name, person.birthDate(), person(user, Label.ADDRESS).flatMap(Person::address)));
  }

  private Optional<Person> person(UUID user, Label label) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select case_id from kyc_labels where user_id = ? and label = ?"
                        + " and case_id is not null",
                    user,
                    label.name())
                .mapTo(UUID.class)
                .findOne())
        .flatMap(cases::find)
        .map(KycCase::person);
  }
}
