/** The cache: Redis. */
package bourse.platform.cache;
