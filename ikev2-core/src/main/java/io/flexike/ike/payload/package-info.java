/** One immutable record per payload of RFC 7296 section 3, and the IANA registries whose numbers they carry. */
package io.flexike.ike.payload;
