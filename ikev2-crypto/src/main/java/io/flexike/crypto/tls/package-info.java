/** TLS 1.2 and 1.3 without sockets, for protocols that carry its records themselves. */
package io.flexike.crypto.tls;
