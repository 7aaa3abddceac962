/**
 * The object store: S3Proxy in this process, reached by the client that reaches any S3.
 *
 * <p>Owns the settings {@code objects.*} and the folder {@code objects/} of the data directory.
 */
package bourse.platform.objects;
