/**
 * Generated secrets and the file that keeps them: {@code keystore} in the data directory. The keys
 * that data are encrypted with, in versions; encryption of database columns ({@link
 * bourse.platform.crypto.FieldCipher}).
 */
package bourse.platform.crypto;
