/** From SKEYSEED to the keys of IKE SAs and Child SAs (RFC 7296 2.13, 2.14, 2.17). */
package io.flexike.ike.keys;
