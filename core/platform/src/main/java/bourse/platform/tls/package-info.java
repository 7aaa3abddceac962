/**
 * TLS of the public port: this installation's own certificate authority and the certificates that
 * it issues, or the operator's; and what is trusted of the servers that it uses. Owns the settings
 * {@code tls.*} and the file {@code ca.pem} of the data directory.
 */
package bourse.platform.tls;
