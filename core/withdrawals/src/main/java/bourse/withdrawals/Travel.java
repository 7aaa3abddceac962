package bourse.withdrawals;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Who sends, as the travel rule has it kept with a transfer (FATF Recommendation 16; Regulation
 * (EU) 2023/1113); who gets it is in the {@link Destination}. Personal data: encrypted at rest.
 *
 * @param name of the client, by its document where there was one
 * @param account the client's here
 * @param address postal, as far as it is verified
 * @param birthDate as far as it is verified
 * @param purpose in the client's words
 */
record Travel(
    String name,
    String account,
    Optional<String> address,
    Optional<LocalDate> birthDate,
    Optional<String> purpose) {}
