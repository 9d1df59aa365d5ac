/** Digital signatures (RFC 4754, RFC 7427, RFC 8420): keys, schemes and how schemes are named on the wire. */
package io.flexike.crypto.signature;
