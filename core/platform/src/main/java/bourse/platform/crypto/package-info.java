/** Generated secrets and the file that keeps them: {@code keystore} in the data directory. */
package bourse.platform.crypto;
