/**
 * Who clients are: what is known for sure of each (labels), what that lets them do (levels with
 * limits), and the cases in which reviewers look at what a client says. Owns: tables kyc_docs,
 * kyc_labels, kyc_cases, kyc_notes, kyc_events, kyc_event_head, kyc_phone_codes, kyc_screenings,
 * kyc_hits, kyc_stops, kyc_monitored; config prefix {@code kyc}; endpoints {@code /v1/kyc}, {@code
 * /v1/admin/kyc} and {@code /operator/kyc}; the keystore's {@code kyc.code-key}; objects under
 * {@code kyc/}.
 *
 * <p>Personal data are encrypted in their rows, and leave only for reviewers, who are on record.
 */
package bourse.kyc;
