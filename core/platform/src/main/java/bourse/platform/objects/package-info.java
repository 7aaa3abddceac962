/** The object store. */
package bourse.platform.objects;
