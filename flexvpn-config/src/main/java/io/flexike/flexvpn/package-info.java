/** Describe a gateway or a client, start it, and watch it. */
package io.flexike.flexvpn;
