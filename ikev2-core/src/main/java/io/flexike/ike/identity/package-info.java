/** Identities as they stand in IDi and IDr payloads (RFC 7296 3.5), and how a configuration matches them. */
package io.flexike.ike.identity;
