/**
 * Keeps what is encrypted under the newest version of its key: encrypts anew in the background
 * after a rotation, and retires versions that nothing uses. Owns the settings {@code keys.*}.
 */
package bourse.platform.keys;
