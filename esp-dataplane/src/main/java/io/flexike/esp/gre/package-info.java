/** GRE: a TUN device whose packets leave as GRE between two addresses (RFC 2784, RFC 2890, RFC 7676). */
package io.flexike.esp.gre;
