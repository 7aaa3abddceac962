/**
 * The object store: S3Proxy in this process, or any S3, by the same client.
 *
 * <p>Owns the settings {@code objects.*} and the folder {@code objects/} of the data directory.
 */
package bourse.platform.objects;
