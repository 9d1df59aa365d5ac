/** Selectors and the lookup from a packet to what protects it (RFC 4301 4.4.1). */
package io.flexike.esp.spd;
